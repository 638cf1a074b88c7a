import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { MethodOutput } from '../../../shared/contract/index.ts';
import type { LogisticsStatus } from '../../../shared/domain/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { Chip } from '../../ui/page.tsx';

type Found = MethodOutput<'tracking.find'>;

/** TRK-05: somebody asks on the phone where a parcel is. */
export function LookUp() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [asked, setAsked] = useState('');
  const [found, setFound] = useState<Found | null>(null);

  async function find(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (asked.trim() === '') return setFound(null);
    const answer = await station.ask('tracking.find', { search: asked.trim() });
    return setFound(answer ?? []);
  }
  return (
    <section className="card">
      <h2>{text('after.lookUp')}</h2>
      <form className="row" onSubmit={(event) => void find(event)}>
        <TextInput
          aria-label={text('after.lookUpSub')}
          placeholder={text('after.lookUpSub')}
          w={320}
          value={asked}
          onChange={(event) => setAsked(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {text('app.search')}
        </Button>
      </form>
      {found?.length === 0 ? <p role="status">{text('after.lookUpNone')}</p> : null}
      {found === null || found.length === 0 ? null : (
        <table className="plain-table">
          <tbody>
            {found.map((row) => (
              <tr key={`${row.order} ${row.number}`}>
                <td className="mono">
                  <button type="button" className="link" onClick={() => station.go('orders', row.order)}>
                    {row.channelOrderNo}
                  </button>
                </td>
                <td className="mono">{row.number}</td>
                <td>
                  <Chip tone={row.logistics === 'SIGNED' ? 'good' : 'info'}>
                    {text(`orderPage.logistics.${row.logistics as LogisticsStatus}`)}
                  </Chip>
                </td>
                <td>
                  {row.receivedAt === null
                    ? `${text('after.expectedAt')} ${row.expectedAt === null ? '—' : words.dateTime(row.expectedAt)}`
                    : `${text('after.receivedAt')} ${words.dateTime(row.receivedAt)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
