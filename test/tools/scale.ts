import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { FRAMES } from '../scale/frames.ts';
import { createPtyScale } from '../scale/pty.ts';

const HELP = `A scale for trying things out, on a pseudo-terminal.

  npm run scale -- --pty PATH [--kind KIND]   connect the station to PATH, then type what lies on the scale

  KIND: ${Object.keys(FRAMES)
    .filter((kind) => kind !== 'hid')
    .join(', ')} (text)
  --every MS   between frames of a scale that sends by itself (100)

A line with a number of grams puts that on the scale, the way a hand does: it moves for half a second.
"shake" never comes to rest, "still" does again; "off" and "on" are its switch.
`;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pty: { type: 'string' },
      kind: { type: 'string', default: 'text' },
      every: { type: 'string', default: '100' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const every = Number(values.every);
  const known = values.kind !== 'hid' && FRAMES[values.kind] !== undefined;
  if (values.help || values.pty === undefined || !known || !(every >= 10)) {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  const scale = await createPtyScale(values.pty, values.kind, every);
  process.stdout.write(`${values.kind} scale on ${scale.path}, empty (Ctrl+C ends it)\n`);
  let shaking = false;
  let landing: NodeJS.Timeout | undefined;
  const shake = setInterval(() => {
    if (shaking) scale.grams = Math.max(0, scale.grams + Math.round(Math.random() * 40 - 20));
  }, every);
  const put = (grams: number): void => {
    clearInterval(landing);
    const from = scale.grams;
    let step = 0;
    scale.moving = true;
    landing = setInterval(() => {
      step += 1;
      scale.grams = step >= 10 ? grams : Math.round(from + ((grams - from) * step) / 10);
      if (step < 14) return;
      scale.moving = false;
      clearInterval(landing);
    }, 50);
  };
  const input = createInterface({ input: process.stdin });
  const ended = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  input.on('line', (line) => {
    const word = line.trim();
    if (/^\d{1,6}$/.test(word)) put(Number(word));
    else if (word === 'shake' || word === 'still') {
      shaking = word === 'shake';
      scale.moving = shaking;
    } else if (word === 'on' || word === 'off') scale.silent = word === 'off';
    else process.stdout.write('grams, shake, still, on or off\n');
  });
  await ended;
  clearInterval(shake);
  clearInterval(landing);
  input.close();
  await scale.close();
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
