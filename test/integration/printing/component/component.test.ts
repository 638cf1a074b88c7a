import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  componentPrinters,
  createComponentTransport,
  encodeTask,
  readDocument,
} from '../../../../electron/station/printing/component/index.ts';
import { DEFAULT_SEND } from '../../../../electron/station/printing/transports/index.ts';
import { startComponent } from '../../../fakes/component/server.ts';
import type { Behaviour, PrintComponent } from '../../../fakes/component/server.ts';

const TEMPLATE = 'https://templates.example/stdtemplates/1';
const DOCUMENT = readDocument(
  JSON.stringify({ encryptedData: 'AES:c2VjcmV0', signature: 'MD:abc', templateURL: TEMPLATE, ver: 'w1' }),
);
if (!DOCUMENT) throw new Error('no document');
const task = (id: string) => encodeTask(id, 'YT8830012345678', DOCUMENT);

let component: PrintComponent;
beforeEach(async () => {
  component = await startComponent();
});
afterEach(() => component.close());

const way = (printer = '') => createComponentTransport({ host: '127.0.0.1', port: component.port, printer });
const soon = { ...DEFAULT_SEND, progressMs: 300, closeMs: 300 };

describe('printing through a platform’s component', () => {
  it('sends one document a task to the printer that was named, or the default one', async () => {
    expect(await way('Label B').send(task('t1'), DEFAULT_SEND)).toEqual({ kind: 'confirmed' });
    expect(await way().send(task('t2'), DEFAULT_SEND)).toEqual({ kind: 'confirmed' });
    expect(component.printed).toEqual([
      { task: 't1', document: 'YT8830012345678', printer: 'Label B' },
      { task: 't2', document: 'YT8830012345678', printer: 'Label A' },
    ]);
    expect(component.faults).toEqual([]);
    expect(await componentPrinters({ host: '127.0.0.1', port: component.port }, 3000)).toEqual([
      'Label A',
      'Label B',
    ]);
    expect(await way('Label B').probe?.(3000)).toBe(true);
    expect(await way('Label C').probe?.(3000)).toBe(false);
  });

  const cells: readonly [Behaviour, object, printed: number][] = [
    ['hasty', { kind: 'confirmed' }, 1],
    ['garbage', { kind: 'confirmed' }, 1],
    ['refuse', { kind: 'not_sent', code: 'not_accepting' }, 0],
    ['fail', { kind: 'unknown', code: 'component_failed' }, 0],
    ['crossed', { kind: 'unknown', code: 'component_failed' }, 0],
    ['cancel', { kind: 'unknown', code: 'component_failed' }, 0],
    ['silent', { kind: 'unknown', code: 'no_result' }, 1],
    ['drop', { kind: 'unknown', code: 'closed_early' }, 0],
    ['drop_at_once', { kind: 'unknown', code: 'closed_early' }, 0],
    ['never_answers', { kind: 'unknown', code: 'stalled' }, 0],
  ];
  it.each(cells)('%s', async (behaviour, outcome, printed) => {
    component.behaviour = behaviour;
    const waits = behaviour === 'silent' || behaviour === 'never_answers';
    expect(await way().send(task('t'), waits ? soon : DEFAULT_SEND)).toMatchObject(outcome);
    expect(component.printed).toHaveLength(printed);
    expect(component.faults).toEqual([]);
  });

  it('sends nothing where there is no component, no such printer, or something else on the port', async () => {
    expect(await way('Label C').send(task('t'), DEFAULT_SEND)).toEqual({
      kind: 'not_sent',
      code: 'no_such_queue',
    });
    const { port } = component;
    await component.close();
    const gone = createComponentTransport({ host: '127.0.0.1', port, printer: '' });
    expect(await gone.send(task('t'), DEFAULT_SEND)).toEqual({ kind: 'not_sent', code: 'refused' });
    expect(await gone.probe?.(1000)).toBe(false);
    const deaf = createServer((socket) => void socket.on('error', () => undefined));
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const address = deaf.address() as AddressInfo;
    const silent = createComponentTransport({ host: '127.0.0.1', port: address.port, printer: '' });
    expect(await silent.send(task('t'), { ...DEFAULT_SEND, connectMs: 200 })).toEqual({
      kind: 'not_sent',
      code: 'connect_timeout',
    });
    deaf.close();
    component = await startComponent();
  });

  it('a task that came before is refused by the component, not printed again', async () => {
    await way().send(task('same'), DEFAULT_SEND);
    expect(await way().send(task('same'), DEFAULT_SEND)).toEqual({ kind: 'not_sent', code: 'not_accepting' });
    expect(component.printed).toHaveLength(1);
  });

  it('is broken off: before the task nothing has left, after it nobody knows', async () => {
    const before = new AbortController();
    before.abort();
    expect(await way().send(task('a'), { ...DEFAULT_SEND, signal: before.signal })).toEqual({
      kind: 'not_sent',
      code: 'aborted',
    });
    component.behaviour = 'silent';
    const after = new AbortController();
    const sending = way().send(task('b'), { ...DEFAULT_SEND, closeMs: 60_000, signal: after.signal });
    while (component.printed.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    after.abort();
    expect(await sending).toMatchObject({ kind: 'unknown' });
  });
});

describe('what a platform gives for printing', () => {
  it('is read in each of its forms, and nothing else is', () => {
    const encrypted = { encryptedData: 'AES:x', signature: 's', templateURL: TEMPLATE };
    const custom = { data: { remark: '小心' }, templateURL: TEMPLATE };
    expect(readDocument(JSON.stringify(encrypted))?.contents).toEqual([encrypted]);
    expect(readDocument(JSON.stringify([encrypted, custom]))?.contents).toEqual([encrypted, custom]);
    expect(readDocument(JSON.stringify({ contents: [encrypted] }))?.contents).toEqual([encrypted]);
    for (const bad of ['', 'x', '{}', '[]', '7', 'null', JSON.stringify({ encryptedData: 'AES:x' })])
      expect(readDocument(bad)).toBeUndefined();
    expect(readDocument(JSON.stringify({ ...encrypted, templateURL: 'file:///etc/passwd' }))).toBeUndefined();
    expect(readDocument(`"${'x'.repeat(300_000)}"`)).toBeUndefined();
  });
});
