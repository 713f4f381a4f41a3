import type { FastifyRequest } from 'fastify';
import type { Organization } from '../../access/principal.ts';
import { RequestError } from '../../errors/request-error.ts';
import { type AnswerOptions, sendAnswer } from '../answer/send-answer.ts';
import { arriving } from '../arriving.ts';
import { mediaType, refuseEncoding } from '../body-kind.ts';
import { admittedCallOf, clientGone, type Handler, refuseForNobody, singleHeader } from '../call.ts';
import { compileCallChecks } from '../call-checks.ts';
import type { Closing } from '../closing.ts';
import type { Idempotency, Start } from '../idempotency.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { keyedRequest } from '../keyed-request.ts';
import type { Ids, IncomingFiles, Log } from '../ports.ts';
import type { Parts, Route, UploadRun } from '../route.ts';
import type { Slots } from '../slots.ts';
import { toWire, type WireAnswer } from '../wire-answer.ts';
import { fileTooLarge, type ReceivedParts, receiveParts } from './receive-parts.ts';

export interface UploadOptions<Tx> extends AnswerOptions {
  readonly idempotency: Idempotency<Tx>;
  readonly ids: Ids;
  readonly incoming: IncomingFiles;
  readonly uploadBytesMax: number;
  /** Of the uploads whose bytes arrive. */
  readonly uploads: Slots;
  readonly closing: Closing;
  readonly log: Log;
}

type UploadRoute = Omit<Route<never>, 'run'> & { readonly run: UploadRun };

/** Throws unless the request says that it brings a multipart body. */
export function requireMultipart({ headers }: FastifyRequest): void {
  if (mediaType(headers) !== 'multipart/form-data') {
    throw new RequestError('malformed_body', 'Send the file as multipart/form-data.');
  }
  refuseEncoding(headers);
}

/**
 * The last stage of an upload: what stands outside its body is checked, its files are received, its idempotency key is
 * claimed, its handler is called. What no handler has kept is deleted, whatever happens.
 */
export function uploadOperation<Tx>(route: UploadRoute, options: UploadOptions<Tx>): Handler {
  const { run, body: _, ...rest } = route;
  const checks = compileCallChecks(rest);
  return async (request, reply) => {
    refuseForNobody(request);
    const key = idempotencyKey(singleHeader(request.headers['idempotency-key']), run.kind);
    const asked = admittedCallOf({ request, checks });
    const received = await receive(request, { parts: run.parts, options });
    const kept = { files: false };
    const handle = async (start: Start): Promise<WireAnswer> => {
      const { files, texts } = received;
      const signal = options.closing.signalOf(request);
      return toWire(
        await run.handle({ ...asked, ...start, files, texts, signal, keepFiles: () => void (kept.files = true) }),
      );
    };
    const work = async (): Promise<WireAnswer> => {
      try {
        if (key === null) {
          refuseForNobody(request);
          return await handle({ reference: options.ids.reference(), resumed: false });
        }
        const keyed = keyedRequest(request, { operation: route.operationId, key, digest: received.digest });
        return await options.idempotency.run(keyed, { kind: 'batch', run: handle });
      } finally {
        if (!kept.files) await discard(received, asked.organization, options);
      }
    };
    return sendAnswer(reply, await request.state.operate(work), options);
  };
}

interface Receive<Tx> {
  readonly parts: Parts;
  readonly options: UploadOptions<Tx>;
}

async function receive<Tx>(request: FastifyRequest, { parts, options }: Receive<Tx>): Promise<ReceivedParts> {
  const { uploads, uploadBytesMax, limits, incoming, ids } = options;
  refuseHopeless(request, { parts, options });
  const { organization } = request.state;
  if (!organization) throw new Error('The request was not admitted.');
  const place = uploads.take();
  try {
    request.state.expectBody();
    return await receiveParts(counted(request, options), {
      contentType: request.headers['content-type'] ?? '',
      parts,
      organization,
      reference: ids.reference(),
      incoming,
      uploadBytesMax,
      limits,
    });
  } catch (error) {
    const { raw } = request;
    throw raw.destroyed && !raw.complete ? clientGone() : error;
  } finally {
    place[Symbol.dispose]();
  }
}

/** Refuses by the declared length what cannot fit, before it is sent. */
function refuseHopeless<Tx>({ headers }: FastifyRequest, { parts, options }: Receive<Tx>): void {
  const { uploadBytesMax, limits } = options;
  const names = Object.keys(parts);
  const files = names.filter((name) => parts[name]?.holds === 'file');
  const rest = names.length * (limits.uploadTextBytesMax + limits.uploadPartHeaderBytesMax);
  if (Number(headers['content-length'] ?? 0) > files.length * uploadBytesMax + rest) {
    throw fileTooLarge(files[0] ?? 'body', uploadBytesMax);
  }
}

async function* counted<Tx>({ raw, state }: FastifyRequest, { limits }: UploadOptions<Tx>): AsyncGenerator<Buffer> {
  for await (const chunk of arriving(raw, { idleMs: limits.uploadIdleMs, totalMs: limits.uploadReadMs })) {
    state.bodyBytes += chunk.length;
    yield chunk;
  }
}

/** What cannot be deleted now is swept when it has expired. */
async function discard<Tx>(
  { files }: ReceivedParts,
  organization: Organization,
  { incoming, log }: UploadOptions<Tx>,
): Promise<void> {
  const storedAs = [...files.values()].map((file) => file.storedAs);
  try {
    await incoming.discard({ organization, storedAs });
  } catch (cause) {
    log.warn({ cause }, 'received files could not be deleted and are swept later');
  }
}
