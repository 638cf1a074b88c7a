/** Input reports of a HID-POS gun: 64 bytes, id 2, 56 bytes of data a report, "continued" in the last byte. */
export function hidReports(text: string, aim: string): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const reports: Uint8Array[] = [];
  for (let from = 0; from === 0 || from < bytes.length; from += 56) {
    const part = bytes.subarray(from, from + 56);
    const report = new Uint8Array(64);
    report[0] = 2;
    report[1] = part.length;
    report.set(new TextEncoder().encode(aim.padEnd(3, '\0')).subarray(0, 3), 2);
    report.set(part, 5);
    report[63] = from + 56 < bytes.length ? 1 : 0;
    reports.push(report);
  }
  return reports;
}
