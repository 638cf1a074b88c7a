import { Button } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { PersonView } from '../../../shared/contract/index.ts';
import { isPost } from '../../../shared/domain/rights/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { Code128 } from '../../ui/code128.tsx';
import { Chip } from '../../ui/page.tsx';
import { badgeCode } from './badge.ts';
import { ActiveDialog, PersonDialog, SecretDialog } from './dialogs.tsx';

type Open = { readonly kind: 'person' | 'secret' | 'active'; readonly person: PersonView | null } | null;

/** Everybody with posts and state; badges below, for the printer. */
export function PeopleList({ mayChange }: { readonly mayChange: boolean }) {
  const station = useStation();
  const { text } = useWords();
  const [people, setPeople] = useState<readonly PersonView[]>([]);
  const [open, setOpen] = useState<Open>(null);
  const session = useStationState((s) => s.session);
  const refresh = useCallback(async () => {
    const list = await station.ask('people.list', {});
    if (list) setPeople([...list].sort((a, b) => Number(b.active) - Number(a.active)));
  }, [station]);
  // The station tells every window when somebody has changed.
  useEffect(() => void refresh(), [refresh, session]);
  const done = (): void => {
    setOpen(null);
    void refresh();
  };

  return (
    <>
      <section className="card no-print" data-testid="people">
        <div className="row people-head">
          <h2>{text('people.list')}</h2>
          <div className="row">
            <Button variant="default" onClick={() => window.print()}>
              {text('people.printBadges')}
            </Button>
            {mayChange ? (
              <Button onClick={() => setOpen({ kind: 'person', person: null })} data-testid="add-person">
                {text('people.add')}
              </Button>
            ) : null}
          </div>
        </div>
        <div className="scroll-x">
          <table className="plain-table people-table">
            <thead>
              <tr>
                <th>{text('people.name')}</th>
                <th>{text('people.posts')}</th>
                <th>{text('people.badge')}</th>
                <th>{text('people.secret')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <tr key={person.id} data-person={person.name} data-active={person.active}>
                  <td>{person.name}</td>
                  <td>
                    <Posts roles={person.roles} />
                  </td>
                  <td className="mono">{person.badge}</td>
                  <td>
                    <State person={person} />
                  </td>
                  <td>
                    {mayChange ? (
                      <div className="row people-acts">
                        <Act
                          label={text('people.edit')}
                          onClick={() => setOpen({ kind: 'person', person })}
                        />
                        <Act
                          label={text('people.secret')}
                          onClick={() => setOpen({ kind: 'secret', person })}
                        />
                        {person.lockedUntil === null ? null : (
                          <Act
                            label={text('people.unlock')}
                            onClick={() => void station.act('people.unlock', { id: person.id }).then(refresh)}
                          />
                        )}
                        <Act
                          label={text(person.active ? 'people.stopUse' : 'people.useAgain')}
                          onClick={() =>
                            person.active
                              ? setOpen({ kind: 'active', person })
                              : void station
                                  .act('people.active', { id: person.id, active: true })
                                  .then(refresh)
                          }
                        />
                      </div>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section className="sheet people-sheet" aria-label={text('people.badgeSheet')}>
        {people
          .filter(({ active }) => active)
          .map((person) => (
            <figure key={person.id} className="sheet-item">
              <figcaption>{person.name}</figcaption>
              <Code128 content={badgeCode(person.badge)} height={50} />
              <code>{person.badge}</code>
            </figure>
          ))}
      </section>
      {open?.kind === 'person' ? (
        <PersonDialog person={open.person} onDone={done} onClose={() => setOpen(null)} />
      ) : null}
      {open?.kind === 'secret' && open.person ? (
        <SecretDialog person={open.person} onDone={done} onClose={() => setOpen(null)} />
      ) : null}
      {open?.kind === 'active' && open.person ? (
        <ActiveDialog person={open.person} onDone={done} onClose={() => setOpen(null)} />
      ) : null}
    </>
  );
}

function Act({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <Button size="compact-sm" variant="default" onClick={onClick}>
      {label}
    </Button>
  );
}

function Posts({ roles }: { readonly roles: readonly string[] }) {
  const { text } = useWords();
  const posts = roles.filter(isPost);
  if (posts.length === 0) return <span className="muted">{text('people.noPosts')}</span>;
  return (
    <span className="chips chips-small">
      {posts.map((post) => (
        <Chip key={post}>{text(`people.post.${post}`)}</Chip>
      ))}
    </span>
  );
}

function State({ person }: { readonly person: PersonView }) {
  const { text, time } = useWords();
  if (!person.active) return <Chip>{text('people.state.inactive')}</Chip>;
  return (
    <span className="chips chips-small">
      <Chip tone={person.password === 'set' ? 'good' : 'warn'}>
        {text(`people.state.${person.password}`)}
      </Chip>
      <Chip>{text(person.pin ? 'people.pinSet' : 'people.pinNone')}</Chip>
      {person.lockedUntil === null ? null : (
        <Chip tone="bad">{text('people.state.locked', { time: time(person.lockedUntil) })}</Chip>
      )}
    </span>
  );
}
