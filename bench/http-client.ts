import { Agent, type IncomingHttpHeaders, request } from 'node:http';

interface Question {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** From before the request was made until the last byte of its answer was here. */
  readonly ms: number;
}

/** A client that keeps its connections. */
export class HttpClient implements Disposable {
  readonly #origin: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(origin: string, headers: Readonly<Record<string, string>> = {}) {
    this.#origin = origin;
    this.#headers = headers;
  }

  async send({ method, path, body, headers }: Question): Promise<Reply> {
    const type = body ? { 'content-type': 'application/json', 'content-length': String(body.length) } : {};
    const options = { method, agent: this.#agent, headers: { ...this.#headers, ...type, ...headers } };
    return new Promise((resolve, reject) => {
      const start = performance.now();
      const asked = request(new URL(path, this.#origin), options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const ms = performance.now() - start;
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks), ms });
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

/** The body of an answer that is JSON. */
export function json<T>({ body }: Reply): T {
  return JSON.parse(body.toString()) as T;
}
