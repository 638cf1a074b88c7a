/** Does everything cross the network to this hub in the clear? Within one machine nobody hears it. */
export function isPlain(url: string): boolean {
  const found = /^http:\/\/(\[[^\]]*\]|[^:/]*)/i.exec(url.trim());
  return found !== null && !isOwn(url);
}

/** The hub of this machine itself. */
export const isOwn = (url: string): boolean =>
  /^https?:\/\/(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?:[:/]|$)/i.test(url.trim());
