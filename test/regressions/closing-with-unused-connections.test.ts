import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { openServer } from '../http/open-server.ts';

/** A browser, or a client's pool, opens connections ahead. The service waited for their first request as long as for a running one. */
test('a connection that has not brought a request yet does not hold up the end of the service', async () => {
  const server = await openServer({ routes: [], limits: { closeMsMax: 2 ** 31 - 1 } });
  const ahead = connect(server.port, '127.0.0.1');
  await once(ahead, 'connect');
  // The server has it, too: it has answered another that came later.
  assert.equal((await server.fetch('/healthz')).status, 200);
  const closed = once(ahead, 'close');
  await server.app.close();
  await closed;
});
