import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useWords } from '../i18n/index.ts';
import { useStation } from '../stores/index.ts';

/** Makes the first administrator; from then on everybody signs in, this window is signed in at once. */
export function FirstForm({ onDone }: { readonly onDone: () => void }) {
  const station = useStation();
  const { text } = useWords();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [pin, setPin] = useState('');
  const [works, setWorks] = useState(true);
  const [busy, setBusy] = useState(false);
  const differs = again !== '' && again !== password;
  const ready = name.trim() !== '' && password !== '' && password === again && !busy;

  async function make(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!ready) return;
    setBusy(true);
    const given = { name: name.trim(), password, works, ...(pin === '' ? {} : { pin }) };
    const made = await station.act('people.first', given);
    setBusy(false);
    if (!made) return;
    station.keep(made.value.token);
    onDone();
  }
  return (
    <form
      className="card people-form"
      onSubmit={(event) => void make(event)}
      data-testid="first-administrator"
    >
      <h2>{text('people.first')}</h2>
      <p className="muted">{text('people.firstSub')}</p>
      <TextInput
        label={text('people.name')}
        maxLength={40}
        autoFocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-testid="first-name"
      />
      <div className="columns">
        <PasswordInput
          label={text('people.password')}
          description={text('people.passwordSub')}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          data-testid="first-password"
        />
        <PasswordInput
          label={text('people.again')}
          description={differs ? text('people.differs') : '\u00a0'}
          autoComplete="new-password"
          value={again}
          onChange={(event) => setAgain(event.currentTarget.value)}
          data-testid="first-again"
        />
      </div>
      <TextInput
        label={text('people.pin')}
        description={text('people.pinSub')}
        inputMode="numeric"
        maxLength={12}
        value={pin}
        onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, ''))}
        data-testid="first-pin"
      />
      <Checkbox
        label={text('people.works')}
        checked={works}
        onChange={(event) => setWorks(event.currentTarget.checked)}
      />
      <div className="row">
        <Button type="submit" disabled={!ready} loading={busy} data-testid="first-go">
          {text('people.makeFirst')}
        </Button>
      </div>
    </form>
  );
}
