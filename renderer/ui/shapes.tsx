import type { ReactNode } from 'react';
import type { GoodVerdict, StopKind } from '../../shared/domain/index.ts';

/** Every verdict has a shape of its own, so that it is told without colour. 100 × 100, drawn in `currentColor`. */
export type ShapeName =
  | StopKind
  | GoodVerdict
  | 'line_open'
  | 'line_part'
  | 'line_done'
  | 'gun'
  | 'printer'
  | 'scale'
  | 'picture'
  | 'pause';

const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 8,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const hole = {
  fill: 'none',
  stroke: 'var(--shape-hole, #0b0e13)',
  strokeWidth: 9,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const octagon = 'M31 4h38l27 27v38L69 96H31L4 69V31z';
const bars = 'M14 22v56M24 22v56M38 22v56M46 22v56M60 22v56M74 22v56M86 22v56';
const printer = 'M28 40V12h44v28M28 72H14V42h72v30H72M28 60h44v28H28z';
const label = 'M16 14h68v72H16z';

const SHAPES: Readonly<Record<ShapeName, ReactNode>> = {
  wrong_item: (
    <>
      <path d={octagon} fill="currentColor" />
      <path d="M34 34l32 32M66 34L34 66" {...hole} strokeWidth={11} />
    </>
  ),
  expired: (
    <>
      <path
        d="M22 8h56M22 92h56M30 12c0 24 40 24 40 38S30 64 30 88M70 12c0 24-40 24-40 38s40 14 40 38"
        {...line}
        strokeWidth={9}
      />
    </>
  ),
  serial_used: (
    <>
      <path d="M8 20h54v54H8z" {...line} strokeWidth={8} />
      <path d="M38 34h54v54H38z" fill="currentColor" />
      <path d="M52 61h26" {...hole} strokeWidth={9} />
    </>
  ),
  trace_missing: (
    <>
      <path d="M10 16h80v68H10z" {...line} strokeWidth={8} />
      <path d="M24 34h26M24 50h38M24 66h18" {...line} strokeWidth={7} />
      <path d="M76 58v8M76 76v2" {...line} strokeWidth={9} />
    </>
  ),
  surplus: (
    <>
      <circle cx="50" cy="50" r="46" fill="currentColor" />
      <path d="M50 26v48M26 50h48" {...hole} strokeWidth={11} />
    </>
  ),
  unknown_code: (
    <>
      <path d="M50 2l48 48-48 48L2 50z" fill="currentColor" />
      <path d="M38 40c0-16 25-16 25 0 0 10-12 10-12 22" {...hole} />
      <circle cx="51" cy="75" r="5" fill="var(--shape-hole, #0b0e13)" />
    </>
  ),
  unreadable: (
    <>
      <path
        d="M14 20v50M24 20v42M38 20v58M46 20v44M60 20v56M74 20v40M86 20v52"
        {...line}
        strokeLinecap="butt"
      />
      <path d="M6 84l16-14 14 12 16-14 14 12 14-12 14 12" {...line} strokeWidth={6} />
    </>
  ),
  wrong_label: (
    <>
      <path d={label} fill="currentColor" />
      <path
        d="M28 28v20M36 28v20M46 28v20M52 28v20M62 28v20M72 28v20"
        {...hole}
        strokeWidth={5}
        strokeLinecap="butt"
      />
      <path d="M38 58l24 20M62 58L38 78" {...hole} />
    </>
  ),
  label_not_scanned: (
    <>
      <path d="M30 10h58v80H30z" fill="currentColor" />
      <path d="M44 24v18M54 24v18M62 24v18M74 24v18" {...hole} strokeWidth={5} strokeLinecap="butt" />
      <path d="M72 66H8M24 50L8 66l16 16" {...line} stroke="var(--shape-hole, #0b0e13)" strokeWidth={16} />
      <path d="M72 66H8M24 50L8 66l16 16" {...line} />
    </>
  ),
  printer_not_ready: (
    <>
      <path d={printer} {...line} />
      <path d="M8 6l84 86" {...line} strokeWidth={9} />
    </>
  ),
  print_unknown: (
    <>
      <path d="M28 34V12h44v22M28 66H10V36h80v30H72" {...line} />
      <path d="M40 62c0-15 22-15 22 0 0 9-11 9-11 18" {...line} />
      <circle cx="51" cy="93" r="5" fill="currentColor" />
    </>
  ),
  missing_routing: (
    <>
      <path d="M4 34h24v32H4zM72 34h24v32H72z" fill="currentColor" />
      <path d="M38 34h24v32H38z" {...line} strokeWidth={5} strokeDasharray="9 8" />
    </>
  ),
  no_waybill: (
    <>
      <path d={label} {...line} />
      <path d="M32 40h36M32 58h36M44 28l-6 44M62 28l-6 44" {...line} strokeWidth={6} />
    </>
  ),
  receiver_masked: (
    <>
      <path
        d="M4 34c28-12 64-12 92 0 0 30-12 40-24 40-14 0-16-14-22-14s-8 14-22 14C16 74 4 64 4 34z"
        fill="currentColor"
      />
      <path d="M22 46c6-5 14-5 20 0M58 46c6-5 14-5 20 0" {...hole} />
    </>
  ),
  blocked: (
    <>
      <path d="M4 24h92v30H4z" fill="currentColor" />
      <path
        d="M22 24L8 54M48 24L34 54M74 24L60 54M98 26L86 54"
        {...hole}
        strokeWidth={10}
        strokeLinecap="butt"
      />
      <path d="M20 54v38M80 54v38M8 92h24M68 92h24" {...line} />
    </>
  ),
  not_packable: (
    <>
      <path d="M18 16h64v78H18z" {...line} />
      <path d="M36 8h28v16H36z" fill="currentColor" />
      <path d="M50 40v24" {...line} strokeWidth={10} />
      <circle cx="50" cy="80" r="6" fill="currentColor" />
    </>
  ),
  not_here: (
    <>
      <path d="M50 96C26 66 16 54 16 38a34 34 0 0 1 68 0c0 16-10 28-34 58z" {...line} />
      <path d="M38 28l24 22M62 28L38 50" {...line} />
    </>
  ),
  busy_elsewhere: (
    <>
      <path
        d="M4 46h40v12H4zM10 58v34M38 58v34M56 46h40v12H56zM62 58v34M90 58v34"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="6"
      />
      <circle cx="76" cy="18" r="13" fill="currentColor" />
      <circle cx="24" cy="18" r="12" {...line} strokeWidth={5} strokeDasharray="7 6" />
    </>
  ),
  already_done: (
    <>
      <path
        d="M50 3l11 11 15-3 4 15 14 6-6 14 8 13-13 8v16l-16 1-8 14-14-7-14 6-7-14-15-2 1-16L4 57l9-13-5-14 14-6 4-15 15 4z"
        fill="currentColor"
      />
      <path d="M30 50l15 15 27-29" {...hole} />
    </>
  ),
  not_allowed: (
    <>
      <circle cx="50" cy="50" r="42" {...line} strokeWidth={10} />
      <path d="M24 50h52" {...line} strokeWidth={13} />
    </>
  ),
  number_used: (
    <>
      <rect x="4" y="26" width="54" height="48" rx="8" {...line} />
      <rect x="42" y="26" width="54" height="48" rx="8" fill="currentColor" />
      <path d="M58 42h22M58 58h22M66 36l-3 28M76 36l-3 28" {...hole} strokeWidth={5} />
    </>
  ),
  foreign_parcel: (
    <>
      <path d="M2 26h52v46H2zM54 42h24l18 18v12H54z" {...line} strokeWidth={7} />
      <circle cx="22" cy="80" r="10" fill="currentColor" />
      <circle cx="76" cy="80" r="10" fill="currentColor" />
      <path d="M16 36l24 26M40 36L16 62" {...line} />
    </>
  ),
  storage_failed: (
    <>
      <path d="M10 20c0-20 80-20 80 0v60c0 20-80 20-80 0z" fill="currentColor" />
      <path d="M10 24c0 18 80 18 80 0" {...hole} strokeWidth={5} />
      <path d="M54 40L40 62h20L48 84" {...hole} />
    </>
  ),
  too_heavy: (
    <>
      <path d="M14 78h72l8 16H6z" fill="currentColor" />
      <path d="M50 4v54M30 40l20 20 20-20" {...line} strokeWidth={13} />
    </>
  ),
  too_light: (
    <>
      <path d="M14 78h72l8 16H6z" {...line} strokeWidth={6} />
      <path d="M50 64V8M30 28L50 8l20 20" {...line} strokeWidth={9} />
    </>
  ),
  weight_missing: (
    <>
      <path d="M14 70h72l8 24H6z" {...line} />
      <path d="M36 26c0-24 32-22 32-2 0 14-16 14-16 28M52 60v2" {...line} strokeWidth={9} />
    </>
  ),
  weighed: (
    <>
      <path d="M14 70h72l8 24H6z" fill="currentColor" />
      <path d="M26 38l18 18 34-42" {...line} strokeWidth={11} />
    </>
  ),
  opened: (
    <>
      <path d="M10 40l40-18 40 18v40L50 96 10 80z" {...line} />
      <path d="M10 40l40 18 40-18M50 58v36" {...line} strokeWidth={6} />
    </>
  ),
  unit_ok: (
    <>
      <circle cx="50" cy="50" r="46" fill="currentColor" />
      <path d="M27 52l16 17 31-36" {...hole} strokeWidth={11} />
    </>
  ),
  order_complete: <path d="M4 54l20 22 34-42M38 68l8 8 46-54" {...line} strokeWidth={11} />,
  label_sent: (
    <>
      <path d={printer} {...line} />
      <path d="M50 62v26M40 80l10 10 10-10" {...line} strokeWidth={6} />
    </>
  ),
  label_bound: (
    <>
      <path d={bars} {...line} strokeWidth={6} strokeLinecap="butt" />
      <path
        d="M6 10h16M6 10v16M94 10H78M94 10v16M6 90h16M6 90V74M94 90H78M94 90V74"
        {...line}
        strokeWidth={6}
      />
    </>
  ),
  closed: (
    <>
      <path d="M6 34L50 14l44 20v44L50 96 6 78z" fill="currentColor" />
      <path d="M30 56l15 14 26-30" {...hole} />
    </>
  ),
  undone: <path d="M28 20L10 38l18 18M10 38h48c38 0 38 48 0 48H34" {...line} strokeWidth={10} />,
  held: (
    <>
      <rect x="6" y="6" width="88" height="88" rx="18" fill="currentColor" />
      <path d="M38 30v40M62 30v40" {...hole} strokeWidth={13} />
    </>
  ),
  put_back: <path d="M50 8v48M30 36l20 22 20-22M10 62v28h80V62" {...line} strokeWidth={10} />,
  acknowledged: <path d="M14 54l24 26 48-58" {...line} strokeWidth={12} />,
  wave_printed: (
    <>
      <path d="M30 8h60v60" {...line} />
      <path d="M10 28h60v64H10z" fill="currentColor" />
      <path
        d="M22 42v18M32 42v18M40 42v18M52 42v18M24 76h30"
        {...hole}
        strokeWidth={5}
        strokeLinecap="butt"
      />
    </>
  ),
  operator: (
    <>
      <circle cx="50" cy="28" r="20" fill="currentColor" />
      <path d="M10 94c0-50 80-50 80 0z" fill="currentColor" />
    </>
  ),
  handover_started: (
    <>
      <path d="M2 26h52v46H2zM54 42h24l18 18v12H54z" {...line} strokeWidth={7} />
      <circle cx="22" cy="80" r="10" fill="currentColor" />
      <circle cx="76" cy="80" r="10" fill="currentColor" />
    </>
  ),
  handed_over: (
    <>
      <path d="M2 26h52v46H2zM54 42h24l18 18v12H54z" {...line} strokeWidth={7} />
      <path d="M14 48l10 10 20-22" {...line} />
      <circle cx="22" cy="82" r="9" fill="currentColor" />
      <circle cx="76" cy="82" r="9" fill="currentColor" />
    </>
  ),
  already_on_list: (
    <path d="M10 24l8 8 14-16M10 52l8 8 14-16M10 80l8 8 14-16M46 24h46M46 52h46M46 80h46" {...line} />
  ),
  handover_finished: (
    <>
      <path d="M20 94V8" {...line} strokeWidth={10} />
      <path d="M20 12h68L72 34l16 22H20z" fill="currentColor" />
    </>
  ),
  info: (
    <>
      <circle cx="50" cy="50" r="44" {...line} />
      <circle cx="50" cy="28" r="6" fill="currentColor" />
      <path d="M50 46v28" {...line} strokeWidth={10} />
    </>
  ),
  line_open: <circle cx="50" cy="50" r="40" {...line} strokeWidth={10} />,
  line_part: (
    <>
      <circle cx="50" cy="50" r="40" {...line} strokeWidth={10} />
      <path d="M50 10a40 40 0 0 1 0 80z" fill="currentColor" />
    </>
  ),
  line_done: (
    <>
      <circle cx="50" cy="50" r="45" fill="currentColor" />
      <path d="M28 52l15 15 29-33" {...hole} strokeWidth={11} />
    </>
  ),
  gun: (
    <>
      <path d="M6 22h66l18 14-18 14H44l-6 42H18l6-42H6z" {...line} />
      <path d="M96 18v36" {...line} strokeWidth={6} />
    </>
  ),
  printer: <path d={printer} {...line} />,
  scale: <path d="M10 28h80L76 44H24zM20 44l-6 46h72l-6-46M50 52v20" {...line} />,
  picture: (
    <>
      <path d="M8 16h84v68H8z" {...line} strokeWidth={6} />
      <path d="M8 74l26-28 18 18 14-12 26 24" {...line} strokeWidth={6} />
      <circle cx="66" cy="34" r="7" fill="currentColor" />
    </>
  ),
  pause: <path d="M34 16v68M66 16v68" {...line} strokeWidth={16} />,
};

export function Shape({
  name,
  size,
  title,
}: {
  readonly name: ShapeName;
  readonly size?: number | string;
  readonly title?: string;
}) {
  return (
    <svg
      viewBox="0 0 100 100"
      width={size ?? '1em'}
      height={size ?? '1em'}
      className="pk-shape"
      data-shape={name}
      role={title === undefined ? 'presentation' : 'img'}
      {...(title === undefined ? { 'aria-hidden': true } : { 'aria-label': title })}
    >
      {SHAPES[name]}
    </svg>
  );
}
