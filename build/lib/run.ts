import { spawn } from 'node:child_process';
import type { SpawnOptions } from 'node:child_process';
import { ROOT } from './paths.ts';

export interface Outcome {
  /** Exit code; 1 where the program was killed or could not start. */
  readonly code: number;
  /** What it wrote, where it was captured. */
  readonly output: string;
  readonly timedOut: boolean;
}

export interface RunOptions {
  /** Keeps the output instead of showing it. */
  readonly capture?: boolean;
  readonly timeoutMs?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Runs a program to its end. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const settings: SpawnOptions = {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...options.env },
      stdio: options.capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    };
    const child = spawn(command, args, settings);
    let output = '';
    let timedOut = false;
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const timer = options.timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          child.kill('SIGKILL');
        }, options.timeoutMs)
      : undefined;
    const end = (code: number): void => {
      clearTimeout(timer);
      resolve({ code, output, timedOut });
    };
    child.on('error', (error) => {
      output += error.message;
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/** Runs a JavaScript tool under this Node. */
export const runNode = (script: string, args: readonly string[], options?: RunOptions) =>
  run(process.execPath, [script, ...args], options);

export const isRoot = (): boolean => process.getuid?.() === 0;
