import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Limits } from '../limits.ts';
import type { Log } from '../ports.ts';
import type { FileAnswer } from '../route.ts';
import { contentDisposition } from './content-disposition.ts';

interface FileOptions {
  readonly log: Log;
  readonly limits: Pick<Limits, 'sendIdleMs'>;
}

/** Sends a file to save. Its first piece is fetched before the headers go out, so that a failure can still be told. */
export async function sendFile(
  reply: FastifyReply,
  { status, headers = {}, file }: FileAnswer,
  { log, limits }: FileOptions,
): Promise<FastifyReply> {
  const { request } = reply;
  const pieces = file.content[Symbol.asyncIterator]();
  const onBreak = (cause: unknown) => log.error({ requestId: request.id, cause }, 'a file broke off while it was sent');
  // A stream that is destroyed before it was read never begins `whole`, so that its `finally` would not run.
  request.state.whenEnded(() => void letGo(pieces).catch(onBreak));
  const isHead = request.method === 'HEAD';
  const first = isHead ? null : await pieces.next();
  if (isHead) await letGo(pieces);
  cutWhoTakesNothing(reply, limits.sendIdleMs);
  reply.code(status).headers({ ...headers, 'content-disposition': contentDisposition(file.name) });
  if (file.bytes !== null) reply.header('content-length', file.bytes);
  const content = first ? whole(pieces, { first, bytes: file.bytes, onBreak }) : [];
  return reply.type(file.mediaType).send(Readable.from(content, { objectMode: false }));
}

interface Whole {
  readonly first: IteratorResult<Uint8Array, unknown>;
  readonly bytes: number | null;
  readonly onBreak: (cause: unknown) => void;
}

/** The pieces; one byte more or less than announced breaks the answer off, where the client would wait or misread. */
async function* whole(pieces: AsyncIterator<Uint8Array>, { first, bytes, onBreak }: Whole): AsyncGenerator<Uint8Array> {
  let sent = 0;
  try {
    for (let next = first; next.done !== true; next = await pieces.next()) {
      sent += next.value.length;
      if (bytes !== null && sent > bytes) break;
      yield next.value;
    }
    if (bytes !== null && sent !== bytes) throw new Error(`The file has ${sent} bytes or more, not ${bytes}.`);
  } catch (cause) {
    onBreak(cause);
    throw cause;
  } finally {
    await letGo(pieces);
  }
}

async function letGo(pieces: AsyncIterator<Uint8Array>): Promise<void> {
  await pieces.return?.();
}

/** A client that stops reading would hold the file, and its connection, for ever. */
export function cutWhoTakesNothing({ raw }: FastifyReply, sendIdleMs: number): void {
  raw.setTimeout(sendIdleMs, () => raw.destroy());
}
