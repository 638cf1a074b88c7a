import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createEmitter } from '../../../shared/base/index.ts';
import { serveContract } from '../../../shared/rpc/index.ts';
import type { Channel } from '../../../shared/rpc/index.ts';
import type { Station, StationDownload } from '../../../electron/station/types.ts';

/** A contract as small as can be, for tests of what carries it. */
export const echoContract = {
  methods: { echo: { input: z.string(), output: z.string() } },
  events: { told: z.string() },
};

/** A station without data: hosts are tested against it. Uploads are hashed, not kept. */
export function createFakeStation() {
  const fatal = createEmitter<unknown>();
  const downloads = new Map<string, StationDownload>();
  const uploads: { name: string; bytes: number; sha256: string }[] = [];
  const paths: string[] = [];
  const power: string[] = [];
  let attached = 0;
  let closed = false;
  const station: Station = {
    attach(channel: Channel) {
      attached += 1;
      const served = serveContract(echoContract, { echo: (text) => text }, channel, { context: null });
      let gone = false;
      return {
        dispose() {
          if (!gone) attached -= 1;
          gone = true;
          return served.dispose();
        },
      };
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
    onFatal: (listener) => fatal.on(listener),
    async acceptUpload(name, stream) {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of stream) {
        hash.update(chunk);
        bytes += chunk.length;
      }
      uploads.push({ name, bytes, sha256: hash.digest('hex') });
      return { token: `file-${uploads.length}` };
    },
    acceptPath(path) {
      paths.push(path);
      return Promise.resolve({ token: `path-${paths.length}` });
    },
    openDownload: (token) => downloads.get(token),
    onPower: (event) => void power.push(event),
  };
  return {
    station,
    uploads,
    downloads,
    paths,
    power,
    fatal,
    get attached() {
      return attached;
    },
    get closed() {
      return closed;
    },
  };
}

export async function* bytesOf(...chunks: string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
}
