import { encodeSymbol } from '../../shared/label/barcode.ts';

/** QR code as SVG, a white border of four modules included; every module the same whole number of pixels. */
export function QrCode({
  content,
  label,
  most,
}: {
  readonly content: string;
  readonly label: string;
  /** px that it may take in each direction. */
  readonly most: number;
}) {
  const symbol = encodeSymbol('qr', content);
  if (!symbol.ok) return null;
  const { columns, quiet, runs } = symbol.value;
  const across = columns + 2 * quiet;
  const size = across * Math.max(1, Math.floor(most / across));
  const path = runs
    .flatMap((row, at) =>
      row.map(
        ([from, wide]) =>
          `M${String(from + quiet)} ${String(at + quiet)}h${String(wide)}v1h-${String(wide)}z`,
      ),
    )
    .join('');
  return (
    <svg
      viewBox={`0 0 ${String(across)} ${String(across)}`}
      width={size}
      height={size}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
      data-testid="qr"
      data-content={content}
    >
      <rect width={across} height={across} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
