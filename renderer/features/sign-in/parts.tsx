import type { ReactNode } from 'react';
import './sign-in.css';

/** A field of the sign-in screens: plain, so that the lock screen needs none of the office's parts. */
export function Field({
  label,
  sub,
  type,
  value,
  onChange,
  focus = false,
  name,
}: {
  readonly label: string;
  readonly sub?: string;
  readonly type: 'text' | 'password' | 'pin';
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly focus?: boolean;
  /** For tests. */
  readonly name: string;
}) {
  return (
    <label className="sign-in-field">
      <span>{label}</span>
      <input
        type={type === 'text' ? 'text' : 'password'}
        inputMode={type === 'pin' ? 'numeric' : 'text'}
        autoComplete="off"
        autoFocus={focus}
        maxLength={type === 'pin' ? 12 : 200}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data-testid={name}
      />
      {sub === undefined ? null : <small>{sub}</small>}
    </label>
  );
}

/** A form over everything else. */
export function Veil({
  title,
  sub,
  onSubmit,
  testid,
  children,
}: {
  readonly title: string;
  readonly sub?: string;
  readonly onSubmit: () => void;
  readonly testid: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="sign-in-veil" role="dialog" aria-modal="true" aria-label={title} data-testid={testid}>
      <form
        className="sign-in-card"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <h1>{title}</h1>
        {sub === undefined ? null : <p>{sub}</p>}
        {children}
      </form>
    </div>
  );
}
