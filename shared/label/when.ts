/** One condition of `when`. */
export interface Condition {
  readonly field: string;
  /** `given`: the field is not empty. */
  readonly is: 'given' | 'absent' | 'equal' | 'other';
  readonly value: string;
}

const TERM = /^\s*(!?)\s*([\w.]+)\s*(?:(!?=)\s*([^&]*?))?\s*$/;

/**
 * Reads `field`, `!field`, `field=value`, `field!=value`, joined by `&` (all must be true).
 * @returns undefined where the text is none of these
 */
export function parseWhen(text: string): readonly Condition[] | undefined {
  const conditions: Condition[] = [];
  for (const term of text.split('&')) {
    const match = TERM.exec(term);
    if (!match) return undefined;
    const [, not = '', field = '', sign, value = ''] = match;
    if (sign !== undefined && not !== '') return undefined;
    const is = sign === '=' ? 'equal' : sign === '!=' ? 'other' : not === '' ? 'given' : 'absent';
    conditions.push({ field, is, value });
  }
  return conditions;
}

/** Is the condition true of the value that the field has? */
export function holds(condition: Condition, value: string): boolean {
  const found = value.trim();
  switch (condition.is) {
    case 'given':
      return found !== '';
    case 'absent':
      return found === '';
    case 'equal':
      return found === condition.value;
    case 'other':
      return found !== condition.value;
  }
}
