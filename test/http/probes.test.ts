import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from '../../src/http/metrics.ts';
import { json, openServer, route } from './open-server.ts';

test('/healthz says that the process lives, /readyz whether the database answers', async () => {
  let check = () => Promise.resolve();
  await using server = await openServer({ routes: [], healthCheck: () => check(), limits: { readyMsMax: 50 } });
  const ask = async (path: string) => {
    const response = await fetch(`${server.origin}${path}`);
    return [response.status, await response.json(), response.headers.get('retry-after')];
  };
  assert.deepEqual(await ask('/healthz'), [200, { status: 'ok' }, null]);
  assert.deepEqual(await ask('/readyz'), [200, { status: 'ready' }, null]);
  const away = { success: false, error: 'ServiceUnavailable', message: 'The database does not answer.' };
  check = () => Promise.reject(new Error('away'));
  assert.deepEqual(await ask('/readyz'), [503, away, '1']);
  let checks = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  check = () => {
    checks++;
    return promise;
  };
  assert.deepEqual(await Promise.all([ask('/readyz'), ask('/readyz')]), [
    [503, away, '1'],
    [503, away, '1'],
  ]);
  assert.deepEqual(await ask('/readyz'), [503, away, '1']);
  assert.equal(checks, 1, 'a database that hangs is asked once');
  resolve();
  check = () => Promise.resolve();
  assert.equal((await ask('/healthz'))[0], 200);
  assert.equal((await ask('/readyz'))[0], 200);
});

test('/metrics is for administrators of the root organization, or for everyone where the setting says so', async () => {
  await using server = await openServer({ routes: [] });
  const status = async (token: string) =>
    (await server.fetch('/metrics', { headers: { authorization: `Bearer ${token}` } })).status;
  assert.deepEqual(await Promise.all(['root', 'below-admin', 'writer', 'nobody'].map(status)), [200, 403, 403, 401]);
  await using open = await openServer({ routes: [], settings: { metricsOpen: true } });
  assert.equal((await fetch(`${open.origin}/metrics`)).status, 200);
});

test('/metrics counts requests by operation, records by outcome, chunks, retries and connections', async () => {
  const metrics = createMetrics({ connections: () => ({ total: 5, idle: 2, waiting: 7 }) });
  await using server = await openServer({ routes: [route()], settings: { metricsOpen: true }, metrics });
  metrics.engine.batch({ updated: 3, unchanged: 2, invalid: 1, failed: 4, retried: 6 });
  metrics.engine.batch({ updated: 1, unchanged: 0, invalid: 0, failed: 0, retried: 0 });
  metrics.engine.chunk(0.07);
  await (await server.fetch('/things', { method: 'PUT', headers: json, body: '{}' })).text();
  await (await server.fetch('/things?x=1', { method: 'PUT', headers: json, body: '{}' })).text();
  await (await server.fetch('/nowhere')).text();
  const response = await fetch(`${server.origin}/metrics`);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  for (const line of [
    'amend_http_request_duration_seconds_count{operation="putThings",status="200"} 1',
    'amend_http_request_duration_seconds_count{operation="putThings",status="400"} 1',
    'amend_http_request_duration_seconds_count{operation="unknown",status="404"} 1',
    'amend_records_total{outcome="updated"} 4',
    'amend_records_total{outcome="failed"} 4',
    'amend_records_retried_total 6',
    'amend_chunk_duration_seconds_bucket{le="0.1"} 1',
    'amend_chunk_duration_seconds_bucket{le="0.05"} 0',
    'amend_database_connections{state="used"} 3',
    'amend_database_connections{state="waiting"} 7',
    'amend_json_bytes_in_flight 0',
  ]) {
    assert.ok(text.includes(`${line}\n`), line);
  }
  assert.match(text, /process_resident_memory_bytes \d/);
});
