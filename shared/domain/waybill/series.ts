/** The most that a series counts to: seven digits on the label. */
export const SERIES_END = 9_999_999;

/**
 * Number of our own series: `PL` + station + seven digits. The station is part of it, so that two stations never make the
 * same one, with the network or without.
 */
export const ownNumber = (station: string, n: number): string =>
  `PL${station.toUpperCase()}${String(n).padStart(7, '0')}`;

/** Which of the station's series a number is; undefined where it is none of it. */
export function placeInSeries(station: string, number: string): number | undefined {
  const start = `PL${station.toUpperCase()}`;
  const digits = number.startsWith(start) ? number.slice(start.length) : '';
  return /^\d{7}$/.test(digits) ? Number(digits) : undefined;
}
