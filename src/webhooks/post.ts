import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';

interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly lookup: LookupFunction;
  /** Aborted when there was no answer in time. */
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** What the answer begins with. */
  readonly beginning: string;
}

/** The rest of an answer is not read. */
const answerBytesMax = 1_024;

/**
 * Sends it and reads the beginning of the answer. Redirects are answers like others: a target that was checked must not
 * name one that was not. Each time over a connection of its own, so that each time the address is checked.
 */
export async function post({ url, headers, body, lookup, signal }: Post): Promise<Answered> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const bytes = Buffer.from(body);
  const request = send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': String(bytes.length), ...headers },
    lookup,
    agent: false,
    signal,
  });
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      // It may fail more than once.
      request.on('error', reject);
      request.end(bytes);
    });
    return {
      status: response.statusCode ?? 0,
      retryAfter: response.headers['retry-after'],
      beginning: await beginningOf(response),
    };
  } finally {
    request.destroy();
  }
}

/** An answer that breaks off has its status all the same. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length >= answerBytesMax) break;
    }
  } catch {
    // The status is what counts.
  }
  return Buffer.concat(pieces).subarray(0, answerBytesMax).toString('utf8');
}
