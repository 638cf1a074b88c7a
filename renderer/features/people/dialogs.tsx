import { Button, Checkbox, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PersonView } from '../../../shared/contract/index.ts';
import { DEPARTMENTS, isPost, type Post } from '../../../shared/domain/rights/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { FormDialog } from '../../ui/forms.tsx';

interface DialogProps {
  readonly person: PersonView;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const departments = Object.entries(DEPARTMENTS) as [keyof typeof DEPARTMENTS, readonly Post[]][];

/** Name and posts; somebody new where no person is given. */
export function PersonDialog({
  person,
  onDone,
  onClose,
}: Omit<DialogProps, 'person'> & { readonly person: PersonView | null }) {
  const station = useStation();
  const { text } = useWords();
  const [name, setName] = useState(person?.name ?? '');
  const [roles, setRoles] = useState<readonly Post[]>(person?.roles.filter(isPost) ?? []);
  const has = (post: Post): boolean => roles.includes(post);
  const turn = (post: Post): void =>
    setRoles(has(post) ? roles.filter((each) => each !== post) : [...roles, post]);

  async function save(): Promise<void> {
    const given = { name: name.trim(), roles: [...roles], ...(person ? { id: person.id } : {}) };
    if (await station.act('people.save', given)) onDone();
  }
  return (
    <FormDialog
      title={person ? text('people.editTitle', { name: person.name }) : text('people.addTitle')}
      ready={name.trim() !== ''}
      onDone={() => void save()}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={text('people.name')}
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-testid="person-name"
      />
      <p className="muted">{text('people.postsSub')}</p>
      <div className="people-posts">
        {departments.map(([department, posts]) => (
          <fieldset key={department}>
            <legend>{text(`people.department.${department}`)}</legend>
            {posts.map((post) => (
              <Checkbox
                key={post}
                label={text(`people.post.${post}`)}
                checked={has(post)}
                onChange={() => turn(post)}
                data-testid={`post-${post}`}
              />
            ))}
          </fieldset>
        ))}
      </div>
    </FormDialog>
  );
}

/** A password that must be changed at the first sign-in, and a PIN. */
export function SecretDialog({ person, onDone, onClose }: DialogProps) {
  const station = useStation();
  const { text } = useWords();
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');

  async function save(): Promise<void> {
    const given = {
      id: person.id,
      ...(password === '' ? {} : { password }),
      ...(pin === '' ? {} : { pin }),
    };
    if (await station.act('people.secret', given)) onDone();
  }
  return (
    <FormDialog
      title={text('people.secretTitle', { name: person.name })}
      ready={password !== '' || pin.length >= 4}
      onDone={() => void save()}
      onClose={onClose}
    >
      <p className="muted">{text('people.secretSub')}</p>
      <PasswordInput
        data-autofocus
        label={text('people.password')}
        description={text('people.passwordSub')}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        data-testid="secret-password"
      />
      <PasswordInput
        label={text('people.pin')}
        description={text('people.pinSub')}
        autoComplete="new-password"
        inputMode="numeric"
        maxLength={12}
        value={pin}
        onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, ''))}
        data-testid="secret-pin"
      />
    </FormDialog>
  );
}

export function ActiveDialog({ person, onDone, onClose }: DialogProps) {
  const station = useStation();
  const { text } = useWords();
  const { name } = person;
  return (
    <Modal opened onClose={onClose} title={text('people.stopUseAsk', { name })} size="lg">
      <div className="card" style={{ border: 0, padding: 0 }}>
        <p>{text('people.stopUseSub')}</p>
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {text('app.close')}
          </Button>
          <Button
            color="red"
            onClick={() =>
              void station
                .act('people.active', { id: person.id, active: false })
                .then((gone) => gone && onDone())
            }
            data-testid="deactivate-go"
          >
            {text('people.stopUse')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
