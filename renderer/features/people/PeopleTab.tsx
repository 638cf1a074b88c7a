import { useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';
import { FirstForm } from '../../ui/first-form.tsx';
import { OpenList } from './OpenList.tsx';
import { OwnSecrets } from './OwnSecrets.tsx';
import { PeopleList } from './PeopleList.tsx';
import { Rules } from './Rules.tsx';
import './people.css';

/** Who works here and may do what; before there is an administrator, a list of names and the way to the first one. */
export function PeopleTab() {
  const { text } = useWords();
  const session = useStationState((s) => s.session);
  const [first, setFirst] = useState(false);
  if (session?.mode === 'closed') {
    const roles = session.person?.roles ?? [];
    const sees = roles.includes('ADM') || roles.includes('MGR');
    return (
      <>
        {sees ? <PeopleList mayChange={roles.includes('ADM')} /> : null}
        <OwnSecrets />
        {roles.includes('ADM') ? <Rules /> : null}
      </>
    );
  }
  return (
    <>
      <section className="card no-print" data-testid="no-administrator">
        <h2>{text('people.none')}</h2>
        <p>{text('people.noneSub')}</p>
        {first ? (
          <FirstForm onDone={() => setFirst(false)} />
        ) : (
          <div className="row">
            <button
              type="button"
              className="people-first"
              onClick={() => setFirst(true)}
              data-testid="make-first"
            >
              {text('people.makeFirst')}
            </button>
          </div>
        )}
      </section>
      <OpenList />
    </>
  );
}
