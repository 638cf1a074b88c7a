import { Component } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.ts';
import { Shape } from '../ui/index.ts';

/** A screen that fails is replaced by words and a button, the frame and the station go on. */
export class FailureBoundary extends Component<
  { readonly children: ReactNode },
  { readonly failed: boolean }
> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

function Failed() {
  const { text } = useWords();
  return (
    <div className="failed" role="alert">
      <Shape name="not_packable" size={90} />
      <h1>{text('app.crash')}</h1>
      <p>{text('app.crashSub')}</p>
      <button type="button" onClick={() => location.reload()}>
        {text('app.reload')}
      </button>
    </div>
  );
}
