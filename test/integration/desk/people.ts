import type { MethodInput, MethodName, MethodOutput } from '../../../shared/contract/index.ts';
import type { Post } from '../../../shared/domain/rights/index.ts';
import { openWindow, type TestWindow } from '../people/windows.ts';
import type { TestBench } from '../station/harness.ts';

/** People of an order desk, each signed in at a window of their own. */
export interface Desk {
  /** Calls as the person, with the person's id as `operator` where the method takes one. */
  as<M extends MethodName>(
    name: string,
    method: M,
    input: Omit<MethodInput<M>, 'operator'>,
  ): Promise<MethodOutput<M>>;
  /** `ok`, or a refusal's code, or `not-allowed`. */
  code<M extends MethodName>(
    name: string,
    method: M,
    input: Omit<MethodInput<M>, 'operator'>,
  ): Promise<string>;
  id(name: string): string;
  window(name: string): TestWindow;
  close(): void;
}

/** Of the administrator. */
export const PASSWORD = 'Lantern-7-river';

/** @param posts of each person, by name; `boss` administers and manages */
export async function openDesk(
  bench: TestBench,
  posts: Readonly<Record<string, readonly Post[]>>,
): Promise<Desk> {
  const { station } = bench;
  if (!station) throw new Error('the station is in another process');
  const people = new Map<string, { readonly id: string; readonly window: TestWindow }>();
  const boss = openWindow(station);
  const first = await boss.call('people.first', { name: 'boss', password: PASSWORD, works: false });
  if (!first.ok) throw new Error(first.code);
  const session = await boss.call('session.view', {});
  people.set('boss', { id: session.person?.id ?? '', window: boss });
  for (const [name, roles] of Object.entries(posts)) {
    const saved = await boss.call('people.save', { name, roles: [...roles] });
    if (!saved.ok) throw new Error(saved.code);
    const { id } = saved.value;
    await boss.call('people.secret', { id, password: PASSWORD });
    const window = openWindow(station);
    await window.signIn(name, PASSWORD);
    const changed = await window.call('session.secret', {
      current: PASSWORD,
      password: `${PASSWORD}-${name}`,
    });
    if (!changed.ok) throw new Error(changed.code);
    people.set(name, { id, window });
  }
  const of = (name: string) => {
    const person = people.get(name);
    if (!person) throw new Error(name);
    return person;
  };
  return {
    as: (name, method, input) =>
      of(name).window.call(method, { ...input, operator: of(name).id } as never) as never,
    code: (name, method, input) => of(name).window.code(method, { ...input, operator: of(name).id } as never),
    id: (name) => of(name).id,
    window: (name) => of(name).window,
    close() {
      for (const { window } of people.values()) window.close();
    },
  };
}
