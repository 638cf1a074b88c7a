import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';

/** Everybody changes the own password and PIN; nobody else needs to know them. */
export function OwnSecrets() {
  const station = useStation();
  const { text } = useWords();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');
  const ready = current !== '' && (password !== '' || pin.length >= 4);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!ready) return;
    const given = {
      current,
      ...(password === '' ? {} : { password }),
      ...(pin === '' ? {} : { pin }),
    };
    const done = await station.act('session.secret', given);
    setCurrent('');
    if (!done) return;
    setPassword('');
    setPin('');
    station.notify('good', text('app.saved'));
  }
  return (
    <form className="card no-print" onSubmit={(event) => void save(event)} data-testid="own-secrets">
      <h2>{text('session.own')}</h2>
      <div className="people-rules">
        <PasswordInput
          label={text('session.current')}
          autoComplete="off"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={text('session.next')}
          description={text('people.passwordSub')}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <PasswordInput
          label={text('people.pin')}
          autoComplete="new-password"
          inputMode="numeric"
          maxLength={12}
          value={pin}
          onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, ''))}
        />
      </div>
      <div className="row">
        <Button type="submit" disabled={!ready}>
          {text('app.save')}
        </Button>
      </div>
    </form>
  );
}
