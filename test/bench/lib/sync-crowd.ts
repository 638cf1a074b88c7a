import { setTimeout as sleep } from 'node:timers/promises';
import { createHlc } from '../../../shared/base/index.ts';
import { fingerprintOf } from '../../../shared/contract/hub/index.ts';
import { mergeAggregates } from '../../../shared/domain/index.ts';
import { orderDoc, type OrderDoc } from '../../../shared/schema/index.ts';
import type { BenchHub } from './sync-hub.ts';
import { benchOrder } from './sync-data.ts';

/** Stations as far as a hub can tell: each has a token, a stream, and changes one of its orders now and then. */
export interface Crowd {
  /** ms from the moment before a push until the change stood in another station's stream. */
  readonly seen: number[];
  /** ms that a push took. */
  readonly pushed: number[];
  /** Most resident memory of the hub, MB. */
  readonly memory: number;
  /** Share of one core that the hub took. */
  readonly cpu: number;
  readonly errors: number;
  /** Changes that the hub took, times the other stations, whose streams did not bring them. */
  readonly missed: number;
}

/** So many stations' streams are read as they come; the others' are kept, and read when nothing is measured any more. */
const READERS = 4;
const SITE_ORDERS = 20;
const WARM_MS = 1_500;
/** After the last change, until every stream has brought it. */
const TAIL_MS = 5_000;
const CHANGE = /"id":"(t:[^"]+)"/g;

export async function runCrowd(
  hub: BenchHub,
  options: { readonly stations: readonly string[]; readonly seconds: number },
): Promise<Crowd> {
  const began = new Map<string, number>();
  const seen: number[] = [];
  const pushed: number[] = [];
  let errors = 0;
  const taken = new Set<string>();
  const streamed: { readonly name: string; readonly pieces: Uint8Array[] }[] = [];
  let measuring = false;
  let changing = true;
  const stop = new AbortController();

  const post = async (path: string, token: string, body: unknown): Promise<Response> => {
    const headers = {
      'content-type': 'application/json',
      'packline-protocol': '1',
      authorization: `Bearer ${token}`,
    };
    return fetch(`${hub.url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: stop.signal,
    });
  };

  return measure(options.stations.map((name) => ({ name, token: hub.tokens.get(name) ?? '' })));

  async function measure(stations: readonly { name: string; token: string }[]): Promise<Crowd> {
    const streams = stations.map(({ name, token }, at) =>
      listen(name, token, at % Math.ceil(stations.length / READERS) === 0),
    );
    await sleep(500);
    const work = stations.map(({ name, token }, at) => change(name, token, at));
    await sleep(WARM_MS);
    measuring = true;
    const cpu = hub.cpu();
    const from = performance.now();
    let memory = hub.memory();
    while (performance.now() - from < options.seconds * 1_000) {
      await sleep(250);
      memory = Math.max(memory, hub.memory());
    }
    const used = (hub.cpu() - cpu) / ((performance.now() - from) / 1_000);
    changing = false;
    await Promise.all(work);
    await sleep(Math.min(TAIL_MS, 1_000 + stations.length * 20));
    measuring = false;
    stop.abort();
    await Promise.allSettled(streams);
    return { seen, pushed, memory, cpu: used, errors, missed: countMissed() };
  }

  function countMissed(): number {
    let missed = 0;
    for (const { name, pieces } of streamed) {
      const brought = new Set(
        [...Buffer.concat(pieces).toString('utf8').matchAll(CHANGE)].map(([, id]) => id),
      );
      for (const id of taken) if (!id.startsWith(`t:${name}:`) && !brought.has(id)) missed += 1;
    }
    return missed;
  }

  async function listen(name: string, token: string, reads: boolean): Promise<void> {
    const answer = await fetch(`${hub.url}/v1/stream`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', 'packline-protocol': '1' },
      signal: stop.signal,
    });
    const pieces: Uint8Array[] = [];
    streamed.push({ name, pieces });
    const decoder = new TextDecoder();
    // A document comes with all its events: those of earlier changes come again.
    const before = new Set<string>();
    let text = '';
    for await (const piece of answer.body ?? []) {
      pieces.push(piece as Uint8Array);
      if (!reads) continue;
      const now = performance.now();
      text += decoder.decode(piece as Uint8Array, { stream: true });
      const end = text.lastIndexOf('\n\n');
      if (end < 0) continue;
      const whole = text.slice(0, end);
      text = text.slice(end + 2);
      for (const [, id = ''] of whole.matchAll(CHANGE)) {
        const at = began.get(id);
        if (at === undefined || before.has(id)) continue;
        before.add(id);
        if (measuring && !id.startsWith(`t:${name}:`)) seen.push(now - at);
      }
    }
  }

  /** One change a second, at a moment of its own. */
  async function change(name: string, token: string, at: number): Promise<void> {
    const hlc = createHlc({ clock: { now: () => Date.now() }, station: name });
    const orders: OrderDoc[] = [];
    const known = new Map<string, string>();
    await sleep(((at * 137) % 1_000) + 1);
    for (let n = 0; changing; n += 1) {
      const due = performance.now() + 1_000;
      const index = n % SITE_ORDERS;
      const id = `t:${name}:${n}`;
      const event = {
        id,
        type: 'held',
        at: hlc.next(),
        by: `op:${name}-001`,
        station: name,
        data: { hold: id, reason: 'bench' },
      };
      const order = orders[index] ?? ownOrder(name, index);
      const merged = mergeAggregates(order, { ...order, events: [...order.events, event] } as never);
      const next = orderDoc(merged as unknown as OrderDoc);
      began.set(id, performance.now());
      try {
        const answer = await post('/v1/push', token, {
          collection: 'orders',
          rows: [{ document: next, assumed: known.get(next.id) ?? null }],
        });
        const body = (await answer.json()) as { conflicts?: unknown[]; refused?: unknown[] };
        if (!answer.ok || body.conflicts?.length !== 0 || body.refused?.length !== 0) errors += 1;
        else {
          taken.add(id);
          if (measuring) pushed.push(performance.now() - (began.get(id) ?? 0));
        }
        orders[index] = next;
        known.set(next.id, fingerprintOf({ ...next }));
      } catch (error) {
        if (!stop.signal.aborted) throw error;
      }
      await sleep(Math.max(0, due - performance.now()));
    }
  }
}

/** An order that this station has received itself. */
function ownOrder(name: string, n: number): OrderDoc {
  return benchOrder(hashOf(name) * 1_000 + n, name);
}

const hashOf = (name: string): number =>
  [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9_000, 7);
