import { z } from 'zod';

/**
 * What a platform's print component says over its WebSocket (Cainiao's on 127.0.0.1:13528; others copy it). Unknown keys are
 * passed over: components add some with every release.
 */

const text = z.string().max(4_000);
const optional = text.nullish();

const printers = z.object({
  cmd: z.literal('getPrinters'),
  requestID: text,
  defaultPrinter: optional,
  printers: z
    .array(z.object({ name: text, status: optional }))
    .max(500)
    .default([]),
});
/** Whether the task was taken, not whether it was printed. */
const taken = z.object({
  cmd: z.literal('print'),
  requestID: text,
  taskID: optional,
  status: z.enum(['success', 'failed']),
  msg: optional,
});
/** `rendered` comes before `printed`; both name every document. */
const result = z.object({
  cmd: z.literal('notifyPrintResult'),
  taskID: text,
  taskStatus: z.enum(['rendered', 'printed', 'failed', 'canceled']),
  printStatus: z
    .array(z.object({ documentID: text, status: z.enum(['success', 'failed', 'canceled']), msg: optional }))
    .max(100)
    .default([]),
});
const message = z.discriminatedUnion('cmd', [printers, taken, result]);
export type ComponentMessage = z.infer<typeof message>;

/** @returns undefined for everything that is none of these */
export function readMessage(raw: string): ComponentMessage | undefined {
  try {
    const read = message.safeParse(JSON.parse(raw));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

export const ask = (cmd: 'getPrinters', requestID: string): string =>
  JSON.stringify({ cmd, requestID, version: '1.0' });

/** What the platform gave for one waybill: encrypted data with its signature, or plain data, each with its template. */
const content = z.union([
  z.object({
    encryptedData: z.string().min(1).max(100_000),
    signature: z.string().max(4_000).optional(),
    templateURL: z.url({ protocol: /^https?$/ }).max(2_000),
    ver: z.string().max(40).optional(),
  }),
  z.object({
    data: z.record(z.string(), z.unknown()),
    templateURL: z.url({ protocol: /^https?$/ }).max(2_000),
  }),
]);
const MOST_CHARS = 200_000;

/** A document as it is kept with its waybill. */
export const componentDocument = z.object({ contents: z.array(content).min(1).max(10) });
export type ComponentDocument = z.infer<typeof componentDocument>;

/**
 * Reads what a platform or a file gives for printing: the contents themselves, one of them, or Cainiao's `print_data`.
 * @returns undefined where it is none of these
 */
export function readDocument(json: string): ComponentDocument | undefined {
  if (json.length > MOST_CHARS) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    const given = Array.isArray(value)
      ? { contents: value }
      : isRecord(value) && 'contents' in value
        ? value
        : { contents: [value] };
    const read = componentDocument.safeParse(given);
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** One document of one task, as the bytes that the print queue keeps. Two documents in a task have printed twice in the field. */
export const encodeTask = (taskID: string, documentID: string, { contents }: ComponentDocument): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ taskID, documentID, contents }));

const task = z.object({ taskID: text, documentID: text, ...componentDocument.shape });

/** @throws Error where the bytes are no task of ours (a programming error) */
export function printMessage(bytes: Uint8Array, requestID: string, printer: string) {
  const { taskID, documentID, contents } = task.parse(JSON.parse(new TextDecoder().decode(bytes)));
  const message = {
    cmd: 'print',
    requestID,
    version: '1.0',
    task: {
      taskID,
      preview: false,
      printer,
      firstDocumentNumber: 1,
      totalDocumentCount: 1,
      documents: [{ documentID, contents }],
    },
  };
  return { taskID, documentID, json: JSON.stringify(message) };
}
