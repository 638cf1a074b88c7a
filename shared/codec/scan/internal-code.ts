import { err, ok } from '../../base/index.ts';
import type { Result } from '../../base/index.ts';
import { toHalfWidth } from '../waybill/normalise.ts';

/**
 * The bar codes that we print ourselves. One place for all prefixes.
 * All are upper case and printable as Code 128. Ids that differ only in case are the same id.
 */
export type InternalKind = 'order' | 'shipment' | 'tote' | 'location' | 'badge';

export const INTERNAL_PREFIXES: Readonly<Record<InternalKind, string>> = {
  order: 'OD-',
  shipment: 'SH-',
  tote: 'TT-',
  location: 'LC-',
  badge: 'BG-',
};

export const COMMAND_PREFIX = 'CMD:';

export interface InternalCode {
  readonly kind: InternalKind;
  /** Upper case, without the prefix. */
  readonly id: string;
}

export interface CommandCode {
  /** `OK`, `NEXT`, `HOLD` …; which names mean something is the domain's matter. */
  readonly name: string;
  /** `DAMAGED` of `CMD:HOLD:DAMAGED`, `5` of `CMD:X:5`. */
  readonly arg?: string;
}

const ID = /^[0-9A-Z#._:/+-]{1,64}$/;
const NAME = /^[A-Z0-9_-]{1,24}$/;
const ARG = /^[A-Z0-9_-]{0,40}$/;

const upper = (text: string): string => text.replace(/[a-z]+/g, (run) => run.toUpperCase());
const KINDS = Object.entries(INTERNAL_PREFIXES) as [InternalKind, string][];

/** @returns the text to print, or `bad_id` where the id holds what our codes cannot (see the parser). */
export function makeInternalCode(
  kind: InternalKind,
  id: string,
): Result<string, { readonly code: 'bad_id' }> {
  const body = upper(id);
  return ID.test(body) ? ok(INTERNAL_PREFIXES[kind] + body) : err({ code: 'bad_id' });
}

/** Reads one of our codes in any case and width. A shop's own SKU may look the same: look up, then decide. */
export function parseInternalCode(text: string): InternalCode | undefined {
  const code = upper(toHalfWidth(text));
  for (const [kind, prefix] of KINDS) {
    if (!code.startsWith(prefix)) continue;
    const id = code.slice(prefix.length);
    return ID.test(id) ? { kind, id } : undefined;
  }
  return undefined;
}

/** @returns `CMD:NAME` or `CMD:NAME:ARG`, or `bad_command` where name or argument are not of [A-Z0-9_-]. */
export function makeCommandCode(
  name: string,
  arg?: string,
): Result<string, { readonly code: 'bad_command' }> {
  if (!NAME.test(name) || (arg !== undefined && !ARG.test(arg))) return err({ code: 'bad_command' });
  return ok(arg === undefined ? COMMAND_PREFIX + name : `${COMMAND_PREFIX}${name}:${arg}`);
}

export function parseCommandCode(text: string): CommandCode | undefined {
  const code = upper(toHalfWidth(text));
  if (!code.startsWith(COMMAND_PREFIX)) return undefined;
  const [name = '', arg, more] = code.slice(COMMAND_PREFIX.length).split(':');
  if (!NAME.test(name) || more !== undefined) return undefined;
  if (arg === undefined) return { name };
  return ARG.test(arg) ? { name, arg } : undefined;
}
