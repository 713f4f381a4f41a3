import { freePort } from '../src/store/embedded/free-port.ts';
import type { Bench } from './case.ts';
import { startChild, type Child } from './child.ts';
import { loadFloor, settle } from './customers.ts';
import { HttpClient, type Reply } from './http-client.ts';
import type { Subject } from './subject.ts';

/** The floor in its own process, on its own copy of a subject's customers. */
export interface Floor extends AsyncDisposable {
  readonly server: Child;
  update(body: Buffer): Promise<Reply>;
}

/** After this both sides are loaded, and the server has nothing left to do. */
export async function openFloor({ signal }: Bench, { connectionString, control, list }: Subject): Promise<Floor> {
  await using opened = new AsyncDisposableStack();
  await loadFloor(control);
  await settle(control, ['customers', 'floor']);
  const port = await freePort();
  const server = opened.use(
    await startChild({
      script: 'floor-server.ts',
      environment: {
        ...process.env,
        DATABASE_URL: connectionString,
        PORT: String(port),
        FLOOR_ORGANIZATION: list.organizationId,
        FLOOR_LIST: list.listId,
      },
      url: `http://127.0.0.1:${port}`,
      readyPath: '/readyz',
      signal,
    }),
  );
  const client = opened.use(new HttpClient(server.url));
  const kept = opened.move();
  return {
    server,
    update: async (body) => client.send({ method: 'PUT', path: '/update', body }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
