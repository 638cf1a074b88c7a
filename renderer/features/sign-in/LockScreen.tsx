import { useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { Shape } from '../../ui/index.ts';
import { ChangePassword } from './ChangePassword.tsx';
import { Field } from './parts.tsx';

/** Nobody is signed in at this window, or whoever is must change the password first. */
export default function LockScreen() {
  const mustChange = useStationState((s) => s.session?.mustChange ?? null);
  return (
    <div className="sign-in" data-testid="lock-screen">
      <header>
        <Shape name="closed" size={44} />
        <b>Packline</b>
        <Language />
      </header>
      {mustChange === null ? <SignIn /> : <ChangePassword why={mustChange} />}
    </div>
  );
}

function SignIn() {
  const station = useStation();
  const { text } = useWords();
  const [who, setWho] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const ready = who.trim() !== '' && password !== '' && !busy;

  async function enter(): Promise<void> {
    setBusy(true);
    const done = await station.act('session.signIn', { who: who.trim(), password });
    setBusy(false);
    setPassword('');
    if (done) station.keep(done.value.token);
  }
  return (
    <form
      className="sign-in-card"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void enter();
      }}
    >
      <h1>{text('session.title')}</h1>
      <p>{text('session.sub')}</p>
      <Field label={text('session.who')} type="text" value={who} onChange={setWho} focus name="sign-in-who" />
      <Field
        label={text('people.password')}
        type="password"
        value={password}
        onChange={setPassword}
        name="sign-in-password"
      />
      <button type="submit" className="sign-in-go" disabled={!ready} data-testid="sign-in-go">
        {text('session.signIn')}
      </button>
      <p className="sign-in-badge">{text('session.badgeHint')}</p>
    </form>
  );
}

function Language() {
  const station = useStation();
  const { text, language } = useWords();
  return (
    <button
      type="button"
      onClick={() => void station.act('settings.save', { language: language === 'zh' ? 'en' : 'zh' })}
    >
      {text('app.languageOther')}
    </button>
  );
}
