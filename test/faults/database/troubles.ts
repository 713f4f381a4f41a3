import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { createTestDatabase } from '../../postgres.ts';
import { flakyNetwork } from './flaky-network.ts';
import { startOwnServer } from './own-server.ts';

/** A database that a test can bring into trouble, and out of it. */
export interface Place extends AsyncDisposable {
  /** How the service reaches it. */
  readonly connectionString: string;
  /** How the test does: around the trouble, where there is a way around it. */
  readonly direct: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

export interface Trouble {
  readonly name: string;
  /** True: as long as it lasts nothing can be done. False: now and then something comes through. */
  readonly isTotal: boolean;
  readonly open: () => Promise<Place>;
}

export const troubles: readonly Trouble[] = [
  { name: 'is stopped', isTotal: true, open: stopped },
  { name: 'has no connection left', isTotal: true, open: crowded },
  { name: 'is starting up', isTotal: true, open: starting },
  { name: 'stalls', isTotal: true, open: stalled },
  { name: 'is behind a network that resets connections', isTotal: false, open: reset },
  { name: 'has its connections ended by its operator', isTotal: false, open: terminated },
];

async function stopped(): Promise<Place> {
  const server = await startOwnServer();
  const { connectionString } = server;
  return {
    connectionString,
    direct: connectionString,
    begin: () => server.stop(),
    end: () => server.start(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const connectionsMax = 40;
/** A connection that is being made, or ended, is not seen at once. */
const quietLooks = 5;

/** Others take every connection that the server has. */
async function crowded(): Promise<Place> {
  const server = await startOwnServer({ max_connections: connectionsMax });
  const { connectionString } = server;
  const crowd: Client[] = [];
  return {
    connectionString,
    direct: connectionString,
    async begin() {
      const first = await connect(connectionString);
      crowd.push(first);
      // What the service has is ended again and again, until others have got all of it.
      for (let quiet = 0; quiet < quietLooks;) {
        await endService(first);
        const more = await connectAll(connectionString);
        crowd.push(...more);
        await delay(againEveryMs);
        quiet = more.length === 0 && (await connectionsOfService(first)) === 0 ? quiet + 1 : 0;
      }
    },
    async end() {
      await Promise.all(crowd.splice(0).map(async (client) => client.end()));
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function starting(): Promise<Place> {
  return behindNetwork({ begin: (network) => network.become('starting') });
}

/** A statement without an answer is given up in the time that the connection string says; by itself that takes minutes. */
const answerMsMax = 3_000;

async function stalled(): Promise<Place> {
  const place = await behindNetwork({ begin: (network) => network.become('stalled') });
  const url = new URL(place.connectionString);
  url.searchParams.set('query_timeout', String(answerMsMax));
  return { ...place, connectionString: url.href };
}

const againEveryMs = 50;

async function reset(): Promise<Place> {
  let timer: NodeJS.Timeout | undefined;
  return behindNetwork({
    begin(network) {
      network.reset();
      timer = setInterval(() => network.reset(), againEveryMs);
    },
    end: () => clearInterval(timer),
  });
}

async function terminated(): Promise<Place> {
  const database = await createTestDatabase();
  const { connectionString } = database;
  const operator = await connect(connectionString);
  let timer: NodeJS.Timeout | undefined;
  let ending: Promise<void> = Promise.resolve();
  return {
    connectionString,
    direct: connectionString,
    async begin() {
      await endService(operator);
      timer = setInterval(() => {
        ending = endService(operator);
      }, againEveryMs);
    },
    async end() {
      clearInterval(timer);
      await ending;
    },
    async [Symbol.asyncDispose]() {
      await operator.end();
      await database[Symbol.asyncDispose]();
    },
  };
}

type Network = Awaited<ReturnType<typeof flakyNetwork>>;

async function behindNetwork({
  begin,
  end = () => undefined,
}: {
  begin: (network: Network) => void;
  end?: () => void;
}): Promise<Place> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase());
  const network = stack.use(await flakyNetwork(database.connectionString));
  return {
    connectionString: network.connectionString,
    direct: database.connectionString,
    begin: async () => begin(network),
    async end() {
      end();
      network.become('sound');
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, application_name: 'crowd' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Until the server refuses one. */
async function connectAll(connectionString: string): Promise<Client[]> {
  const clients: Client[] = [];
  try {
    while (clients.length < connectionsMax) clients.push(await connect(connectionString));
  } catch {
    // It has no more.
  }
  return clients;
}

const ofService = `datname = current_database() and application_name = 'amend'`;

async function endService(client: Client): Promise<void> {
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${ofService}`);
}

async function connectionsOfService(client: Client): Promise<number> {
  const { rowCount } = await client.query(`select from pg_stat_activity where ${ofService}`);
  return rowCount ?? 0;
}
