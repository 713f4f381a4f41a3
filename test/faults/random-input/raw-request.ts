import { request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A request as it goes over the wire; what HTTP itself forbids in a head cannot stand in it. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, as they stand in the request line. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | null;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** An answer that takes longer hangs. Wide, because the machine may be busy. */
const answerMsMax = 20_000;

/** Sends it; rejects where no whole answer comes in time. */
export async function exchange(url: string, { method, target, headers, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const options = { hostname, port, method, path: target, setHost: true, agent: false, headers: listed(headers, body) };
  const signal = AbortSignal.timeout(answerMsMax);
  const sent = httpRequest({ ...options, signal }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const entries = Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
      const all = Object.fromEntries(entries) as Record<string, string>;
      const bytes = Buffer.concat(chunks);
      const plain = all['content-encoding'] === 'gzip' && bytes.length > 0 ? gunzipSync(bytes) : bytes;
      resolve({ status: response.statusCode ?? 0, headers: all, text: plain.toString() });
    });
  });
  sent.on('error', (error) => reject(signal.aborted ? new Error(`no answer within ${answerMsMax} ms`) : error));
  sent.end(body ?? undefined);
  return promise;
}

function listed(headers: RawRequest['headers'], body: Buffer | null): Record<string, string | string[]> {
  const all = new Map<string, string[]>(body === null ? [] : [['content-length', [String(body.length)]]]);
  for (const [name, value] of headers) all.set(name, [...(all.get(name) ?? []), value]);
  return Object.fromEntries([...all].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]));
}

/** The same request with other things named, each as long as the one in whose place it stands. */
export function renamed(request: RawRequest, from: readonly string[], to: readonly string[]): RawRequest {
  const other = (text: string): string => from.reduce((all, id, i) => all.replaceAll(id, to[i] ?? id), text);
  return {
    ...request,
    target: other(request.target),
    headers: request.headers.map(([name, value]) => [name, other(value)] as const),
    body: request.body && Buffer.from(other(request.body.toString('latin1')), 'latin1'),
  };
}

/** For a reader who wants to send it himself. */
export function describeRequest({ method, target, headers, body }: RawRequest): string {
  const shown = headers.map(([name, value]) => `${name}: ${name === 'authorization' ? value.slice(0, 14) : value}`);
  const bytes =
    body === null ? 'no body' : `${body.length} bytes: ${JSON.stringify(body.toString('latin1').slice(0, 1_500))}`;
  return [`${method} ${target.slice(0, 1_500)}`, ...shown, bytes].join('\n');
}
