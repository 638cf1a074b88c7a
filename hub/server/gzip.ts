import { promisify } from 'node:util';
import { constants, createGunzip, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { HubError } from './errors.ts';

const pack = promisify(gzip);
/** Answers below this are not worth it, bytes. */
const FROM_BYTES = 1024;

/**
 * gzip both ways. A request is unpacked as it is read, and the body limit counts what comes out: a bomb is dropped at the
 * limit, long before it is in memory.
 */
export function addGzip(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') return done(null, payload);
    if (encoding !== 'gzip') return done(new HubError(415, 'media_type_unsupported'));
    const unpacked = createGunzip();
    // Fastify compares this with Content-Length.
    let received = 0;
    Object.defineProperty(unpacked, 'receivedEncodedLength', { get: () => received });
    payload.on('data', (chunk: Buffer) => void (received += chunk.length));
    payload.on('error', (error: Error) => unpacked.destroy(error));
    payload.on('aborted', () => unpacked.destroy());
    // What zlib says of damaged bytes is the sender's fault.
    unpacked.on('error', (error: Error & { statusCode?: number }) => void (error.statusCode = 400));
    payload.pipe(unpacked);
    done(null, unpacked);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    const accepts = /(^|,)\s*gzip\s*(;|,|$)/i.test(String(request.headers['accept-encoding'] ?? ''));
    if (!accepts || payload.length < FROM_BYTES || reply.hasHeader('content-encoding')) return payload;
    // The lowest level: twice as fast as the usual one, and JSON shrinks to a sixth anyway.
    const packed = await pack(payload, { level: constants.Z_BEST_SPEED });
    void reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding');
    void reply.removeHeader('content-length');
    return packed;
  });
}
