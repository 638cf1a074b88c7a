import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Can a person be asked? */
export const hasTerminal = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

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
