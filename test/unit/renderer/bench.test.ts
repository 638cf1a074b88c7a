import { describe, expect, it } from 'vitest';
import { hintOf } from '../../../renderer/features/bench/hint.ts';
import { currentLine, lineState } from '../../../renderer/features/bench/lines.ts';
import { labelSession, lines, session, stopView, view } from '../../gallery/fixtures.ts';

describe('the item shown large', () => {
  it('is the station’s current line while it is open', () => {
    expect(currentLine(session({ currentLine: 3 }))?.no).toBe(3);
  });

  it('goes on to the first open line when the current one is full', () => {
    expect(currentLine(session({ currentLine: 1 }))?.no).toBe(2);
  });

  it('is none when all units are checked', () => {
    expect(currentLine(labelSession())).toBeNull();
  });

  it('never counts what is not scanned', () => {
    expect(lines.map(lineState)).toEqual(['done', 'part', 'open', 'open', 'open']);
  });
});

describe('the hint', () => {
  it('says what the bench waits for', () => {
    expect(hintOf(view())).toBe('idle');
    expect(hintOf(view({ session: session() }))).toBe('scanItem');
    expect(hintOf(view({ session: labelSession() }))).toBe('scanLabel');
    expect(
      hintOf(view({ session: labelSession({ label: { state: 'sending', job: 'j', copy: 1, code: null } }) })),
    ).toBe('waitLabel');
    expect(hintOf(view({ session: labelSession({ labelSource: 'external' }) }))).toBe('scanExternal');
    expect(hintOf(stopView('wrong_item'))).toBe('acknowledge');
    expect(hintOf(stopView('print_unknown'))).toBe('answer');
  });
});
