import { describe, expect, it } from 'vitest';
import { readStream } from '../../../electron/station/sync/stream.ts';

/** Reads bytes that come in these pieces. */
async function read(pieces: readonly (string | Uint8Array)[], silenceMs = 10_000) {
  const seen: string[] = [];
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces)
        controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
      controller.close();
    },
  });
  const ended = await readStream(
    body,
    {
      onChange: ({ collection, checkpoint, documents }) =>
        void seen.push(`${collection} ${String(checkpoint.seq)} ${JSON.stringify(documents)}`),
      onResync: () => void seen.push('resync'),
      onPing: () => void seen.push('ping'),
    },
    { ms: silenceMs, giveUp: () => undefined },
  ).catch((error: { code: string; data: object }) => `${error.code} ${JSON.stringify(error.data)}`);
  return { seen, ended };
}

const change = (seq: number, name = '王') =>
  `event: change\r\ndata: {"collection":"people","documents":[{"id":"p","name":"${name}"}],\r\ndata: "checkpoint":{"seq":${seq}}}\r\n\r\n`;

describe('the stream', () => {
  it('is read wherever it is cut', async () => {
    const bytes = new TextEncoder().encode(
      `: hello\n\nevent: ping\ndata: {"now":1}\n\n${change(7)}event: resync\ndata:\n\n`,
    );
    const whole = ['ping', 'people 7 [{"id":"p","name":"王"}]', 'resync'];
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const { seen, ended } = await read([bytes.slice(0, cut), bytes.slice(cut)]);
      expect(seen, String(cut)).toEqual(whole);
      expect(ended).toBe('hub_stream_ended {}');
    }
  });

  it('is given up where it says what no hub says, and nothing unfinished is taken', async () => {
    expect(await read(['event: change\ndata: {"colle\n\n'])).toEqual({
      seen: [],
      ended: 'hub_wrong_answer {"what":"json"}',
    });
    expect(await read(['event: change\ndata: {"collection":"secrets"}\n\n'])).toEqual({
      seen: [],
      ended: 'hub_wrong_answer {"what":"shape"}',
    });
    expect((await read([change(7).slice(0, -4)])).seen).toEqual([]);
    expect((await read(['event: news\ndata: 1\n\n'])).seen).toEqual([]);
  });
});
