import { describe, expect, it } from 'vitest';
import { acceptAggregate, type AnyAggregate } from '../../../../shared/domain/acceptance/index.ts';
import { event, NOW, order, shipment, waybill, withEvent, type Doc } from '../../../fakes/hub/documents.ts';

const B1 = {
  station: 'B1',
  rolesOf: (person: string) =>
    ({ 'op:packer': ['PKR'] as const, 'op:service': ['CS'] as const })[person as 'op:packer'],
};
const B2 = { ...B1, station: 'B2' };
const LIMITS = { now: NOW, maxAheadMs: 600_000, maxEvents: 50 };

const accept = (
  kind: 'orders' | 'shipments' | 'waybills',
  pushed: Doc,
  master?: Doc,
  signer = B1,
  assumed = true,
) =>
  acceptAggregate(
    {
      kind,
      pushed: pushed as unknown as AnyAggregate,
      master: master as unknown as AnyAggregate | undefined,
      assumed,
    },
    signer,
    LIMITS,
  );
const code = (verdict: ReturnType<typeof accept>) =>
  verdict.verdict === 'refused' ? verdict.code : verdict.verdict;

const held = event('h1', 'held', { hold: 'h1', reason: 'x' }, { by: 'op:packer' });

describe('a document that the hub does not have', () => {
  const cases: readonly [string, Parameters<typeof accept>, string][] = [
    ['as the intake writes it', ['orders', order('1')], 'take'],
    [
      'of the system, by a rule that nobody knows',
      ['orders', order('1', { events: [event('a', 'approved', { rule: 'mine' })] })],
      'role_not_allowed',
    ],
    ['by a person whose role allows it', ['orders', order('1', { events: [held] })], 'take'],
    [
      'by a person whose role does not',
      [
        'orders',
        order('1', {
          events: [event('c', 'cancelled', { reason: 'x', side: 'customer' }, { by: 'op:packer' })],
        }),
      ],
      'role_not_allowed',
    ],
    [
      'by nobody we know',
      [
        'orders',
        order('1', { events: [event('h', 'held', { hold: 'h', reason: 'x' }, { by: 'op:ghost' })] }),
      ],
      'role_not_allowed',
    ],
    [
      'by the carrier, from a station',
      ['orders', order('1', { events: [event('d', 'delivered', { source: 'carrier' }, { by: 'CAR' })] })],
      'role_not_allowed',
    ],
    [
      'a packer hands over',
      [
        'shipments',
        shipment('csv:1', [
          event('x', 'handed_over', { manifest: 'm', courier: 'c', at: 1 }, { by: 'op:packer' }),
        ]),
      ],
      'role_not_allowed',
    ],
    [
      'a hold that a packer put blocks the parcel too',
      [
        'shipments',
        shipment('csv:1', [
          event('x', 'order_blocked', { order: 'csv:1', cause: 'hold' }, { by: 'op:packer' }),
        ]),
      ],
      'take',
    ],
    ['of another station', ['orders', order('1'), undefined, B2], 'foreign_event'],
    [
      'with a stamp of another station',
      [
        'waybills',
        waybill('SF', '1', [{ ...event('b', 'bound', { shipment: 's' }, { station: 'B2' }), station: 'B1' }]),
      ],
      'foreign_event',
    ],
    [
      'of a type from the future',
      ['orders', order('1', { events: [event('q', 'teleported')] })],
      'unknown_event',
    ],
    [
      'ten minutes ahead',
      ['orders', order('1', { events: [event('s', 'submitted', {}, { ms: NOW + 600_000 })] })],
      'take',
    ],
    [
      'further ahead',
      ['orders', order('1', { events: [event('s', 'submitted', {}, { ms: NOW + 600_001 })] })],
      'clock_ahead',
    ],
    [
      'without a stamp',
      ['orders', order('1', { events: [{ ...event('s', 'submitted'), at: 'noon' }] })],
      'schema_invalid',
    ],
    [
      'with too many events',
      [
        'orders',
        order('1', {
          events: Array.from({ length: 51 }, (_, at) => event(`s${at}`, 'submitted', {}, { counter: at })),
        }),
      ],
      'too_many_events',
    ],
  ];
  it.each(cases)('%s', (_, input, expected) => {
    expect(code(accept(...input))).toBe(expected);
  });
});

describe('a document that the hub has', () => {
  const master = order('1', { events: [...(order('1')['events'] as object[]), held] });
  const secret = order('2', {
    events: [event('a1', 'address_changed', {}, { by: 'op:service' })],
    private: { base: { remark: 'ring twice' }, events: { a1: { note: 'new place' } } },
  });
  const lifted = event('l1', 'hold_lifted', { hold: 'h1' }, { by: 'op:service', ms: NOW });
  const altered = (at: number, change: object): Doc => ({
    ...master,
    events: (master['events'] as object[]).map((one, index) => (index === at ? { ...one, ...change } : one)),
  });
  const erased = event('e1', 'private_erased', { events: ['base', 'a1'] }, { ms: NOW });
  const cases: readonly [string, Doc, Doc, string][] = [
    ['the same again', master, master, 'same'],
    ['one step more', withEvent(master, lifted), master, 'take'],
    ['an event is missing', { ...withEvent(master, lifted), events: [lifted] }, master, 'event_dropped'],
    [
      'an event says something else',
      altered(3, { data: { hold: 'h1', reason: 'y' } }),
      master,
      'event_altered',
    ],
    ['an event was made by somebody else', altered(3, { by: 'op:service' }), master, 'event_altered'],
    [
      'an own event was made earlier',
      altered(3, { at: event('', '', {}, { ms: 1 }).at }),
      master,
      'event_altered',
    ],
    [
      'a derived event of our own import was earlier',
      altered(0, { at: event('', '', {}, { ms: 1 }).at }),
      master,
      'take',
    ],
    [
      'a derived event of our own import was later',
      altered(0, { at: event('', '', {}, { ms: NOW }).at }),
      master,
      'event_altered',
    ],
    [
      'a derived event is of another type',
      altered(0, { at: event('', '', {}, { ms: 1 }).at, type: 'rejected' }),
      master,
      'event_altered',
    ],
    [
      'a base that came later',
      order('1', { base: { receivedAt: NOW }, events: master['events'] as object[] }),
      master,
      'base_altered',
    ],
    [
      'a base that came earlier',
      order('1', { base: { receivedAt: 5 }, events: master['events'] as object[] }),
      master,
      'take',
    ],
    [
      'a base of another order',
      order('1', { base: { receivedAt: 5, channelOrderNo: '9' }, events: master['events'] as object[] }),
      master,
      'base_altered',
    ],
    [
      'a private part is missing',
      { ...secret, private: { ...(secret['private'] as object), events: {} } },
      secret,
      'private_dropped',
    ],
    [
      "the base's private part is missing",
      { ...secret, private: { events: { a1: { note: 'new place' } } } },
      secret,
      'private_dropped',
    ],
    [
      'a private part says something else',
      { ...secret, private: { base: { remark: 'ring twice' }, events: { a1: { note: 'my place' } } } },
      secret,
      'private_altered',
    ],
    [
      "a private part of somebody else's event",
      { ...master, private: { ...(master['private'] as object), events: { h1: { note: 'x' } } } },
      master,
      'private_altered',
    ],
    [
      'private parts that an erasure names',
      { ...withEvent(secret, erased), private: { events: {} } },
      secret,
      'take',
    ],
  ];
  it.each(cases)('%s', (_, pushed, known, expected) => {
    expect(code(accept('orders', pushed, known))).toBe(expected);
  });

  it('is merged by the station first where the station did not know it', () => {
    expect(code(accept('orders', { ...master, events: [lifted] }, master, B1, false))).toBe('conflict');
    expect(code(accept('orders', altered(3, { data: {} }), master, B1, false))).toBe('conflict');
    expect(code(accept('orders', withEvent(master, lifted), master, B1, false))).toBe('take');
    expect(code(accept('orders', master, master, B1, false))).toBe('same');
  });

  it('leaves no erased data in what is taken, whoever brings it again', () => {
    const taken = accept('orders', withEvent(secret, erased), secret);
    expect(taken).toMatchObject({ verdict: 'take', document: { private: { events: {} } } });
    expect(JSON.stringify(taken)).not.toContain('ring twice');
  });

  it('takes the routing that a number got later', () => {
    const plain = waybill('SF', '1');
    const routed = waybill('SF', '1', [], { routing: { segments: '100-20-300' } });
    expect(code(accept('waybills', routed, plain))).toBe('take');
    expect(code(accept('waybills', plain, routed))).toBe('base_altered');
  });
});
