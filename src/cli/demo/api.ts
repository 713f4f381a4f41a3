import { CommandError } from '../command-error.ts';
import type { Multipart } from '../update/multipart.ts';

interface ApiOptions {
  readonly url: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

interface Sent {
  /** JSON, as it goes over the wire. */
  readonly body?: string;
  readonly form?: Multipart;
  readonly idempotencyKey?: string;
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  /** As it came over the wire. */
  readonly text: string;
  readonly body: Body;
  /** From the first byte sent to the last one received. */
  readonly milliseconds: number;
}

/** The service's API as any client sees it: over HTTP, with a token. */
export class Api {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** `line`: a method and a path. An answer that refuses becomes an error in one sentence. */
  async call<Body>(line: string, { body, form, idempotencyKey }: Sent = {}): Promise<Answer<Body>> {
    const [method = '', path = ''] = line.split(' ');
    const { url, token, signal } = this.#options;
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    const start = performance.now();
    let content: RequestInit = body === undefined ? {} : { body };
    if (form !== undefined) {
      headers['content-type'] = form.contentType;
      headers['content-length'] = String(form.bytes);
      content = { body: form.content(), duplex: 'half' };
    }
    const response = await fetch(url + path, { method, headers, signal, ...content });
    const text = await response.text();
    const milliseconds = performance.now() - start;
    if (!response.ok) throw new CommandError(`The service answered ${line} with ${response.status}: ${text}`);
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Body, milliseconds };
  }
}
