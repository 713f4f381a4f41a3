import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * - `sound`: bytes go both ways.
 * - `stalled`: connections are taken and kept, and nothing goes through them; what was sent arrives once it is sound again.
 * - `starting`: as a server that has just been started: each connection is refused with that reason.
 */
type State = 'sound' | 'stalled' | 'starting';

/** The way to a database, which a test makes bad. */
export interface FlakyNetwork extends AsyncDisposable {
  /** Of the database, by this way. */
  readonly connectionString: string;
  become(state: State): void;
  /** Resets every connection that there is, in the middle of whatever it does. */
  reset(): void;
}

export async function flakyNetwork(connectionString: string): Promise<FlakyNetwork> {
  const url = new URL(connectionString);
  const { port, hostname } = url;
  const sockets = new Set<Socket>();
  /** What stands still, in its order. */
  const waiting: (() => void)[] = [];
  let state: State = 'sound';
  const pass = (what: () => void): void => {
    if (state === 'stalled') waiting.push(what);
    else what();
  };
  const server = createServer((client) => {
    watch(sockets, client);
    if (state === 'starting') return refuse(client);
    const upstream = connect(Number(port), hostname);
    watch(sockets, upstream);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('data', (bytes: Buffer) => pass(() => to.write(bytes)));
      from.on('close', () => pass(() => to.destroySoon()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    connectionString: url.href,
    become(next) {
      state = next;
      if (next === 'starting') reset();
      if (next !== 'stalled') for (const what of waiting.splice(0)) what();
    },
    reset,
    async [Symbol.asyncDispose]() {
      reset();
      server.close();
      await once(server, 'close');
    },
  };
}

function watch(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => sockets.delete(socket));
}

/** What PostgreSQL answers until it has recovered: the first byte that comes is of the client's start message. */
function refuse(client: Socket): void {
  const fields = ['SFATAL', 'VFATAL', 'C57P03', 'Mthe database system is starting up', ''];
  const body = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  client.once('data', () => client.end(Buffer.concat([head, body])));
}
