import type { z } from 'zod';
import { streamChange } from '../../../shared/contract/hub/index.ts';
import { HubError, unreachable, wrongAnswer } from './hub-error.ts';

export interface StreamListener {
  onChange(change: z.infer<typeof streamChange>): void;
  /** What was missed must be pulled. */
  onResync(): void;
  /** The hub is there. */
  onPing(): void;
}

/** Characters of one event. */
const MAX_EVENT = 16 * 2 ** 20;

/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) until the stream ends, which it
 * does only by failing.
 * @throws HubError
 */
export async function readStream(
  body: ReadableStream<Uint8Array>,
  listener: StreamListener,
  silence: { readonly ms: number; readonly giveUp: () => void },
): Promise<never> {
  let silent = false;
  const watch = setTimeout(() => {
    silent = true;
    silence.giveUp();
  }, silence.ms).unref();
  const decoder = new TextDecoder();
  let text = '';
  let event = '';
  let data: string[] = [];
  try {
    for await (const part of body) {
      watch.refresh();
      text += decoder.decode(part, { stream: true });
      const lines = text.split(/\r\n|\n|\r(?!$)/);
      text = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          take(event, data.join('\n'), listener);
          event = '';
          data = [];
        } else if (line.startsWith('event:')) event = line.slice(6).trim();
        else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      }
      if (text.length > MAX_EVENT) throw wrongAnswer('size');
    }
  } catch (error) {
    throw silent ? new HubError('away', 'hub_silent') : unreachable(error);
  } finally {
    clearTimeout(watch);
  }
  throw new HubError('away', 'hub_stream_ended');
}

function take(event: string, data: string, listener: StreamListener): void {
  if (event === 'resync') return listener.onResync();
  if (event === 'ping') return listener.onPing();
  if (event !== 'change') return;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw wrongAnswer('json');
  }
  const change = streamChange.safeParse(value);
  if (!change.success) throw wrongAnswer('shape');
  listener.onChange(change.data);
}
