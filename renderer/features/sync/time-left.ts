/** Milliseconds as minutes and seconds, rounded up, so that nobody reads 0:00 while a code is still good. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
