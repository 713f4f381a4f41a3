import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Received {
  /** `POST /uploads`, below `/api/v1`. */
  readonly line: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly form: FormData | null;
  readonly json: unknown;
}

export interface Given {
  readonly status?: number;
  /** null: the connection is cut. */
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

/** What is answered to a line, once an entry; the last one again and again. */
export type Script = Readonly<Record<string, readonly Given[]>>;

export interface FakeService extends AsyncDisposable {
  readonly url: string;
  readonly environment: Record<string, string>;
  /** All that came in, in order. */
  readonly received: readonly Received[];
  of(line: string): Received[];
}

/** Answers as our own API would, from a script, and keeps what it was asked. */
export async function fakeService(script: Script): Promise<FakeService> {
  const received: Received[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(request).catch(() => null);
    // The client has gone away.
    if (asked === null) return;
    received.push(asked);
    const count = counts.get(asked.line) ?? 0;
    counts.set(asked.line, count + 1);
    const answers = script[asked.line] ?? [{ status: 404, body: { success: false, message: `No ${asked.line}.` } }];
    const { status = 200, body, headers = {} } = answers[Math.min(count, answers.length - 1)] ?? { body: null };
    if (body === null) return void request.socket.destroy();
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    environment: { AMEND_URL: url, AMEND_TOKEN: 'amd_test' },
    received,
    of: (line) => received.filter((one) => one.line === line),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An answer of our own API. */
export function data(value: unknown, status = 200): Given {
  return { status, body: { success: true, data: value } };
}

export function refusal(status: number, body: object, headers?: Record<string, string>): Given {
  return { status, body: { success: false, ...body }, ...(headers && { headers }) };
}

async function read(request: IncomingMessage): Promise<Received> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
  const content = await buffer(request);
  const type = request.headers['content-type'] ?? '';
  const form = type.startsWith('multipart/form-data')
    ? await new Response(content, { headers: { 'content-type': type } }).formData()
    : null;
  return {
    line: `${request.method} ${pathname.replace('/api/v1', '')}`,
    query: searchParams,
    headers: request.headers,
    form,
    json: type === 'application/json' ? (JSON.parse(content.toString()) as unknown) : null,
  };
}
