import { useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { Finding, LabelTemplate, TemplateElement } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import { dragged, round, snapped } from './model.ts';
import type { Box, Guides, Handle } from './model.ts';

const HANDLES = ['n', 's', 'e', 'w', 'ne', 'nw', 'se', 'sw'] as const;
/** px within which a line of another element draws. */
const NEAR_PX = 6;
const NO_GUIDES: Guides = { x: null, y: null };

interface Drag {
  readonly index: number;
  readonly handle: Handle;
  readonly from: Box;
  readonly x: number;
  readonly y: number;
}

interface Props {
  readonly template: LabelTemplate;
  readonly selected: number | null;
  readonly findings: readonly Finding[];
  /** PNG, base64: the printed dots. */
  readonly picture: string | null;
  /** px per mm */
  readonly scale: number;
  /** mm */
  readonly grid: number;
  readonly onSelect: (index: number | null) => void;
  /** @param mark changes with the same mark are one step to undo */
  readonly onBox: (index: number, box: Box, mark: string) => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

/** The paper: the printed dots, and over them the elements' boxes to take hold of. */
export function Canvas(props: Props) {
  const { template, selected, findings, picture, scale, grid, onSelect, onBox, onKey } = props;
  const { text } = useWords();
  const [drag, setDrag] = useState<Drag | null>(null);
  const [guides, setGuides] = useState<Guides>(NO_GUIDES);
  const drags = useRef(0);
  const { page } = template;
  const px = (mm: number): string => `${String(round(mm * scale))}px`;

  function start(event: PointerEvent, index: number, handle: Handle): void {
    const element = template.elements[index];
    if (!element || event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.closest<HTMLElement>('.tpl-paper')?.focus({ preventScroll: true });
    drags.current += 1;
    onSelect(index);
    const { x, y, w, h } = element;
    setDrag({ index, handle, from: { x, y, w, h }, x: event.clientX, y: event.clientY });
  }
  function move(event: PointerEvent): void {
    if (!drag) return;
    const dx = (event.clientX - drag.x) / scale;
    const dy = (event.clientY - drag.y) / scale;
    // A hand that shakes while it clicks moves nothing.
    if (Math.hypot(dx, dy) * scale < 3) return;
    const others = template.elements.filter((_, at) => at !== drag.index);
    const free = dragged(drag.from, drag.handle, dx, dy, page);
    // With Alt nothing draws.
    const to = event.altKey
      ? { box: free, guides: NO_GUIDES }
      : snapped(free, drag.handle, others, page, grid, NEAR_PX / scale);
    setGuides(to.guides);
    const { x, y, w, h } = to.box;
    onBox(
      drag.index,
      { x: round(x), y: round(y), w: round(w), h: round(h) },
      `drag:${String(drags.current)}`,
    );
  }
  function end(): void {
    setDrag(null);
    setGuides(NO_GUIDES);
  }

  return (
    <div
      className="tpl-paper"
      data-testid="template-paper"
      data-dragging={drag === null ? undefined : ''}
      tabIndex={0}
      role="application"
      aria-label={text('templates.preview')}
      style={{ width: px(page.width), height: px(page.height) }}
      onKeyDown={onKey}
      onPointerDown={() => onSelect(null)}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    >
      {picture === null ? null : (
        <img
          className="tpl-picture"
          src={`data:image/png;base64,${picture}`}
          alt={text('templates.preview')}
          draggable={false}
          data-testid="template-picture"
        />
      )}
      {template.elements.map((element, index) => (
        <ElementBox
          key={index}
          element={element}
          index={index}
          selected={index === selected}
          level={levelOf(findings, index)}
          px={px}
          onStart={start}
        />
      ))}
      {guides.x === null ? null : <i className="tpl-guide" data-axis="x" style={{ left: px(guides.x) }} />}
      {guides.y === null ? null : <i className="tpl-guide" data-axis="y" style={{ top: px(guides.y) }} />}
    </div>
  );
}

function levelOf(findings: readonly Finding[], index: number): Finding['level'] | undefined {
  const own = findings.filter((each) => each.element === index);
  return own.some(({ level }) => level === 'error') ? 'error' : own.length > 0 ? 'warning' : undefined;
}

function ElementBox({
  element,
  index,
  selected,
  level,
  px,
  onStart,
}: {
  readonly element: TemplateElement;
  readonly index: number;
  readonly selected: boolean;
  readonly level: Finding['level'] | undefined;
  readonly px: (mm: number) => string;
  readonly onStart: (event: PointerEvent, index: number, handle: Handle) => void;
}) {
  const { x, y, w, h } = element;
  return (
    <div
      className="tpl-box"
      data-kind={element.kind}
      data-level={level}
      data-selected={selected ? '' : undefined}
      data-testid={`element-${String(index)}`}
      // Small ones lie above large ones, so that each can be taken hold of.
      style={{
        left: px(x),
        top: px(y),
        width: px(w),
        height: px(h),
        zIndex: selected ? 2_000 : 1_000 - Math.min(999, Math.round(Math.sqrt(w * h) * 4)),
      }}
      onPointerDown={(event) => onStart(event, index, 'move')}
    >
      {selected
        ? HANDLES.map((handle) => (
            <b
              key={handle}
              className="tpl-handle"
              data-handle={handle}
              onPointerDown={(event) => onStart(event, index, handle)}
            />
          ))
        : null}
    </div>
  );
}
