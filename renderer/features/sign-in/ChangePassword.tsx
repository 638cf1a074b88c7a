import { useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { Field } from './parts.tsx';

/** The own password: nothing else opens before it was changed. */
export function ChangePassword({ why }: { readonly why: 'given' | 'expired' }) {
  const station = useStation();
  const { text } = useWords();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const differs = again !== '' && next !== again;
  const ready = current !== '' && next !== '' && next === again;

  async function change(): Promise<void> {
    const done = await station.act('session.secret', { current, password: next });
    if (done) station.notify('good', text('session.changed'));
  }
  return (
    <form
      className="sign-in-card"
      data-testid="change-password"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void change();
      }}
    >
      <h1>{text('session.changeTitle')}</h1>
      <p>{text(`session.change.${why}`)}</p>
      <Field
        label={text('session.current')}
        type="password"
        value={current}
        onChange={setCurrent}
        focus
        name="current-password"
      />
      <Field
        label={text('session.next')}
        sub={text('people.passwordSub')}
        type="password"
        value={next}
        onChange={setNext}
        name="new-password"
      />
      <Field
        label={text('people.again')}
        {...(differs ? { sub: text('people.differs') } : {})}
        type="password"
        value={again}
        onChange={setAgain}
        name="new-password-again"
      />
      <button type="submit" className="sign-in-go" disabled={!ready} data-testid="change-go">
        {text('session.doChange')}
      </button>
      <button type="button" className="sign-in-quiet" onClick={() => station.lock()}>
        {text('session.lock')}
      </button>
    </form>
  );
}
