import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { isRoot } from './run.ts';

/**
 * Opens an app window of a Chromium-like browser on its own profile. The process may end at once while its window
 * stays (a second launch hands over to the first): "ended" is not "closed".
 * @param more flags of the browser
 */
export function openWindow(
  browser: string,
  url: string,
  profile: string,
  kiosk: boolean,
  more: readonly string[] = [],
): ChildProcess {
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  const args = [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--password-store=basic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // The bench speaks by sound before anyone has clicked.
    '--autoplay-policy=no-user-gesture-required',
    '--start-maximized',
  ];
  if (kiosk) args.push('--kiosk');
  // As root the browser's sandbox cannot start; for anyone else it stays on.
  if (isRoot()) args.push('--no-sandbox');
  return spawn(browser, [...args, ...more], { stdio: 'ignore', detached: false });
}

/** Whether a window can be shown at all. */
export function hasDisplay(env: NodeJS.ProcessEnv): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}
