import type { ReactNode } from 'react';
import { usePicture } from '../stores/index.ts';
import { encodeSymbol } from '../../shared/label/barcode.ts';
import { Shape } from './shapes.tsx';

export function Key({ children }: { readonly children: ReactNode }) {
  return <kbd className="pk-key">{children}</kbd>;
}

/** A product's picture, or a shape where there is none. */
export function ProductPicture({
  picture,
  name,
  className,
}: {
  readonly picture: string | null;
  readonly name: string;
  readonly className?: string;
}) {
  const url = usePicture(picture);
  return (
    <div
      className={`pk-picture ${className ?? ''}`}
      data-testid={className === 'pk-picture-main' ? 'item-picture' : undefined}
    >
      {url === null ? <Shape name="picture" size="34%" /> : <img src={url} alt={name} draggable={false} />}
    </div>
  );
}

/** Code 128 as SVG: one unit per module, quiet zone of 10 modules included. Null content shows nothing. */
export function Code128({ content, height = 40 }: { readonly content: string; readonly height?: number }) {
  const symbol = encodeSymbol('code128', content);
  if (!symbol.ok) return null;
  const { columns, quiet, runs } = symbol.value;
  const path = (runs[0] ?? [])
    .map(([at, wide]) => `M${String(at + quiet)} 0h${String(wide)}v${String(height)}h-${String(wide)}z`)
    .join('');
  return (
    <svg
      className="pk-code128"
      viewBox={`0 0 ${String(columns + 2 * quiet)} ${String(height)}`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      role="img"
      aria-label={content}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}

export function Empty({
  title,
  sub,
  children,
}: {
  readonly title: string;
  readonly sub?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="pk-empty">
      <Shape name="opened" size={72} />
      <strong>{title}</strong>
      {sub === undefined ? null : <span>{sub}</span>}
      {children}
    </div>
  );
}
