import { settings as settingsSchema, type Settings } from '../../../shared/contract/index.ts';
import { accepted, refused, type Outcome } from './context.ts';

/** Everything about devices that a second machine may take over. What this machine has seen stays here. */
const FIELDS = [
  'benches',
  'guns',
  'wedges',
  'scales',
  'weighing',
  'printers',
  'labelPrinter',
  'paperPrinter',
] as const;
const FORMAT = 'packline-devices';
const VERSION = 1;

const shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean; data?: unknown } }>> =
  settingsSchema.shape;

/** The device settings as a JSON file. */
export function exportDevices(settings: Settings): string {
  const all: Readonly<Record<string, unknown>> = settings;
  const devices = Object.fromEntries(
    FIELDS.filter((field) => all[field] !== undefined).map((field) => [field, all[field]]),
  );
  return `${JSON.stringify({ format: FORMAT, version: VERSION, devices }, null, 2)}\n`;
}

/**
 * Reads such a file. All of it is checked before any of it counts.
 * @returns the settings to save, or `devices_file_bad` with the field, or `devices_file_newer`
 */
export function importDevices(text: string): Outcome<Partial<Settings>> {
  const file = parse(text);
  if (file?.['format'] !== FORMAT) return refused('devices_file_bad', { field: 'format' });
  const { version, devices } = file;
  if (typeof version !== 'number') return refused('devices_file_bad', { field: 'version' });
  if (version > VERSION) return refused('devices_file_newer');
  if (typeof devices !== 'object' || devices === null)
    return refused('devices_file_bad', { field: 'devices' });
  const change: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(devices)) {
    const known = (FIELDS as readonly string[]).includes(field) ? shape[field] : undefined;
    if (!known) return refused('devices_file_bad', { field });
    const read = known.safeParse(value);
    if (!read.success) return refused('devices_file_bad', { field });
    change[field] = read.data;
  }
  const ids = ['guns', 'scales', 'printers'].flatMap((field) => idsOf(change[field]));
  if (new Set(ids).size !== ids.length) return refused('devices_file_bad', { field: 'id' });
  return accepted(change as Partial<Settings>);
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const idsOf = (list: unknown): string[] =>
  Array.isArray(list) ? list.map((each: { readonly id?: unknown }) => String(each.id)) : [];
