import { useEffect } from 'react';
import { useStation, useStationState } from '../stores/index.ts';
import type { Notice } from '../stores/index.ts';
import { Shape } from '../ui/index.ts';

/** Bad news stays longer; all of it can be clicked away. */
const STAY_MS = { good: 4_000, info: 6_000, bad: 12_000 } as const;
const SHAPES = { good: 'unit_ok', info: 'info', bad: 'not_packable' } as const;

export function Notices() {
  const notices = useStationState((s) => s.notices);
  return (
    <ul className="notices" aria-live="polite">
      {notices.map((notice) => (
        <Item key={notice.id} notice={notice} />
      ))}
    </ul>
  );
}

function Item({ notice }: { readonly notice: Notice }) {
  const station = useStation();
  useEffect(() => {
    const timer = setTimeout(() => station.dismiss(notice.id), STAY_MS[notice.tone]);
    return () => clearTimeout(timer);
  }, [station, notice]);
  return (
    <li data-tone={notice.tone} data-testid="notice" onClick={() => station.dismiss(notice.id)}>
      <Shape name={SHAPES[notice.tone]} size={26} />
      <span>{notice.text}</span>
    </li>
  );
}
