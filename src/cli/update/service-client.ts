import { CommandError } from '../command-error.ts';
import { reasonOf } from '../describe-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Reached } from '../progress.ts';
import type { Multipart } from './multipart.ts';
import { Patience } from './patience.ts';
import { refusalSentence } from './refusal-sentence.ts';

interface Options {
  readonly url: string;
  readonly token: string;
  /** The organization to act for; null: the token's own. */
  readonly organization: string | null;
  readonly signal: AbortSignal;
}

interface Sent {
  readonly form?: Multipart;
  /** How much of the form is sent. */
  readonly reached?: Reached;
  readonly json?: object;
  /** The same for each try, so that what was done is not done again. */
  readonly idempotencyKey?: string;
}

/**
 * A running service, over HTTP. While it is away or busy a request is tried again, the same one; what it refuses becomes
 * an error with its sentence.
 */
export class ServiceClient {
  readonly #options: Options;
  #wasReached = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** `line`: a method, a path below `/api/v1` and its query. The answer's `data`. */
  async call<Data>(line: string, sent: Sent = {}): Promise<Data> {
    const [method = '', path = ''] = line.split(' ');
    const { url, organization } = this.#options;
    const place = new URL(`${url}/api/v1${path}`);
    if (organization !== null) place.searchParams.set('organization', organization);
    const response = await this.#send(place.href, () => ({ method, ...this.#content(sent) }));
    const answer = (await this.#read(response, (whole) => whole.json())) as { data: Data };
    return answer.data;
  }

  /** The content of a result file, by its link. No token goes along: the link is signed. */
  async open(link: string): Promise<ReadableStream<Uint8Array>> {
    // The link has the address that others know the service by; this command may know another.
    const place = link.slice(Math.max(link.indexOf('/api/v1/files/'), 0));
    const response = await this.#send(place.startsWith('/') ? this.#options.url + place : link, () => ({}));
    return response.body ?? new ReadableStream({ start: (nothing) => nothing.close() });
  }

  #content({ form, reached, json, idempotencyKey }: Sent): RequestInit {
    const headers: Record<string, string> = { authorization: `Bearer ${this.#options.token}` };
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    if (json !== undefined) {
      headers['content-type'] = 'application/json';
      return { headers, body: JSON.stringify(json) };
    }
    if (form === undefined) return { headers };
    headers['content-type'] = form.contentType;
    headers['content-length'] = String(form.bytes);
    return { headers, body: form.content(reached), duplex: 'half' };
  }

  /** `request` is made anew for each try. */
  async #send(url: string, request: () => RequestInit): Promise<Response> {
    const { signal } = this.#options;
    const patience = new Patience(signal);
    for (;;) {
      const response = await this.#tryOnce(url, { ...request(), signal }, patience);
      if (response?.ok === true) return response;
      if (response !== null && (!isPassing(response) || patience.isOver)) throw await this.#refusal(response);
      await response?.body?.cancel();
      await patience.wait(response?.headers.get('retry-after') ?? null);
    }
  }

  /** null: the connection was lost; it is worth another try. */
  async #tryOnce(url: string, init: RequestInit, patience: Patience): Promise<Response | null> {
    try {
      const response = await fetch(url, init);
      this.#wasReached = true;
      return response;
    } catch (error) {
      this.#options.signal.throwIfAborted();
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      // The file could not be read, or was changed.
      if (cause instanceof CommandError) throw cause;
      if ((this.#wasReached || isCut(cause)) && !patience.isOver) return null;
      throw new CommandError(
        `The service at ${this.#options.url} cannot be reached: ${reasonOf(cause)}. AMEND_URL says where it is.`,
        { exitCode: exitCodes.serviceUnreachable, cause },
      );
    }
  }

  async #refusal(response: Response): Promise<CommandError> {
    const text = await this.#read(response, (whole) => whole.text());
    const { status } = response;
    // What the service was asked may have been done or not: nobody refused it.
    const exitCode = status >= 500 ? exitCodes.serviceUnreachable : exitCodes.refused;
    return new CommandError(refusalSentence(status, text), { exitCode });
  }

  async #read<T>(response: Response, read: (response: Response) => Promise<T>): Promise<T> {
    try {
      return await read(response);
    } catch (cause) {
      this.#options.signal.throwIfAborted();
      const message = `The answer of the service at ${this.#options.url} cannot be read: ${reasonOf(cause)}.`;
      throw new CommandError(message, { exitCode: exitCodes.serviceUnreachable, cause });
    }
  }
}

/** A connection that was there. One that never was is a wrong address more often than a service that starts. */
function isCut(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET';
}

/** Worth another try: the service is full, behind a proxy that does not reach it, or still at work on this very request. */
function isPassing({ status, headers }: Response): boolean {
  return [429, 502, 503, 504].includes(status) || (status === 409 && headers.has('retry-after'));
}
