import { encodeSymbol } from '../../shared/label/barcode.ts';

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
