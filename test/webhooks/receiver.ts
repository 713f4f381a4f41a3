import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** What a receiver does with a request; `null`: it never answers. */
export type Behaviour = (received: Received, place: number) => Reply | null;

export interface Receiver extends AsyncDisposable {
  readonly port: number;
  readonly received: readonly Received[];
  /** Requests that were open at the same time, at most. */
  readonly atOnceMax: number;
  behave(behaviour: Behaviour): void;
  /** Comes back when as many requests have come; throws when they do not come in time. */
  wait(count: number): Promise<readonly Received[]>;
}

const waitMsMax = 20_000;

/** A target of webhooks on this machine. It answers 204 until it is told to behave otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let behaviour: Behaviour = () => ({ status: 204 });
  let atOnce = 0;
  let atOnceMax = 0;
  const server = createServer((request, response) => {
    atOnceMax = Math.max(atOnceMax, (atOnce += 1));
    response.once('close', () => (atOnce -= 1));
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { url = '', headers } = request;
      const one = { path: url, headers, body: Buffer.concat(pieces).toString() };
      const reply = behaviour(one, received.length);
      received.push(one);
      if (reply) response.writeHead(reply.status, reply.headers).end(reply.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    received,
    get atOnceMax() {
      return atOnceMax;
    },
    behave: (next) => {
      behaviour = next;
    },
    async wait(count) {
      const until = Date.now() + waitMsMax;
      while (received.length < count) {
        if (Date.now() > until) throw new Error(`only ${received.length} of ${count} requests came`);
        await delay(20);
      }
      return received;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
