import type { ReactNode } from 'react';
import { usePicture } from '../stores/index.ts';
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
