import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { KeyAsk } from './keys.ts';

/** Can a person be asked? */
export const hasTerminal = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

const QUESTIONS = { open: '口令 Passphrase: ', again: '口令不符,再试一次 Not the one, try again: ' } as const;

/** How a host asks for the passphrase: the environment variable PACKLINE_PASSPHRASE, else the person at the terminal. */
export function askAtTerminal(log: (line: string) => void): KeyAsk {
  const passphrase = process.env['PACKLINE_PASSPHRASE'];
  return {
    ...(passphrase === undefined || passphrase === '' ? {} : { passphrase }),
    ...(hasTerminal() ? { ask: (why: 'open' | 'again') => askSecret(QUESTIONS[why]) } : {}),
    say(line) {
      log(`key: ${line}`);
      process.stderr.write(`${line}\n`);
    },
  };
}

/** Asks at the terminal and shows nothing of the answer. */
export function askSecret(question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    process.stderr.write(question);
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
    let answered = false;
    lines.once('line', (line) => {
      answered = true;
      lines.close();
      process.stderr.write('\n');
      resolve(line);
    });
    lines.once('close', () => {
      if (!answered) reject(new Error('no answer'));
    });
  });
}
