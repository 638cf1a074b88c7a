import { existsSync } from 'node:fs';
import { examine, exitCodeOf, FINDINGS, inChinese, repair, sayFinding } from '../station/doctor/index.ts';
import type { Examined, Finding } from '../station/doctor/index.ts';
import { stationError } from '../station/failures.ts';
import { lockDirectory } from '../station/storage/index.ts';

const MARKS = { note: '–', wrong: '✗', damaged: '✗' } as const;

/**
 * `doctor [--repair]`: looks at a folder that no station has open, and with `--repair` mends what can be mended.
 * @returns 0 where nothing is wrong, 1 where something is (still); the folder in use, a wrong key and a newer version are thrown
 */
export async function doctorCommand(options: {
  readonly dataDir: string;
  readonly key: Uint8Array | undefined;
  readonly mend: boolean;
  readonly json: boolean;
  readonly language: string;
  readonly say: (line: string) => void;
}): Promise<number> {
  const { dataDir, key, mend, json, language, say } = options;
  if (!existsSync(dataDir)) {
    say(inChinese(language) ? `没有数据文件夹 ${dataDir}` : `no data folder at ${dataDir}`);
    return 1;
  }
  try {
    const lock = lockDirectory(dataDir);
    let examined: Examined;
    try {
      examined = await examine(dataDir, key, Date.now());
    } finally {
      lock.release();
    }
    tell(examined, options);
    const mendable = examined.findings.some(({ code }) => FINDINGS[code].repair);
    if (!mend || !mendable || !key) {
      if (mendable && !json)
        say(
          inChinese(language)
            ? '加 --repair 修复可修复的问题(先保留副本)。'
            : '--repair mends what can be mended (a copy is kept).',
        );
      return exitCodeOf(examined.findings);
    }
    const repaired = await repair(dataDir, key, examined.findings, Date.now());
    say(JSON.stringify(repaired));
    const after = await examine(dataDir, key, Date.now());
    tell(after, options);
    return exitCodeOf(after.findings);
  } catch (error) {
    throw stationError(error);
  }
}

function tell(
  { findings, counts, station }: Examined,
  {
    dataDir,
    json,
    language,
    say,
  }: { dataDir: string; json: boolean; language: string; say: (line: string) => void },
): void {
  if (json) return say(JSON.stringify({ dataDir, station, counts, findings }));
  say(`${dataDir} ${station} ${JSON.stringify(counts)}`);
  for (const finding of findings) say(lineOf(finding, language));
  if (findings.length === 0) say(inChinese(language) ? '✓ 没有发现问题' : '✓ nothing found');
}

const lineOf = ({ code, count, places }: Finding, language: string): string => {
  const where = places.length > 0 ? ` [${places.join(', ')}${count > places.length ? ', …' : ''}]` : '';
  return `${MARKS[FINDINGS[code].level]} ${sayFinding(code, language)} (${code} × ${count})${where}`;
};
