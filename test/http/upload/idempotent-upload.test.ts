import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RequestError } from '../../../src/errors/request-error.ts';
import type { UploadCall } from '../../../src/http/route.ts';
import { Database, type Tx } from '../../../src/store/database.ts';
import { PostgresIdempotencyStore } from '../../../src/store/idempotency.ts';
import { createTestDatabase, type TestDatabase } from '../../postgres.ts';
import { multipart, type PartOf, uploadServer } from './multipart.ts';

const file = { name: 'file', fileName: 'june.csv', content: 'a;b\r\n1;2\r\n' };
const mapping = { name: 'mapping', content: '{}' };

describe('an upload with an idempotency key', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  before(async () => {
    testDatabase = await createTestDatabase();
    const { connectionString } = testDatabase;
    database = new Database({ connectionString, poolSize: 6, lockWaitMs: 2_000, onIdleError: () => {} });
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await testDatabase[Symbol.asyncDispose]();
  });

  const storeOf = (owner: number) =>
    new PostgresIdempotencyStore({ database, owner, processDeadAfterMs: 15_000, idempotencyHours: 24 });
  const open = (handle: (call: UploadCall) => unknown, owner = 1) =>
    uploadServer<Tx>({ handle, idempotencyStore: storeOf(owner) });
  let keys = 0;
  const newKey = () => ({ 'idempotency-key': `upload-${++keys}` });

  test('is carried out once; its repetition gets the answer, and what it brought is deleted', async () => {
    const references: string[] = [];
    await using server = await open(({ reference, keepFiles }) => {
      references.push(reference);
      keepFiles();
      return { reference };
    });
    const key = newKey();
    const first = await server.send(multipart([file]), key);
    const second = await server.send(multipart([file]), key);
    assert.deepEqual([first.status, second.status], [200, 200]);
    assert.deepEqual(second.body, first.body);
    assert.equal(references.length, 1);
    assert.equal(server.files.kept.size, 1);
    assert.equal(server.files.discarded.length, 1);
  });

  test('is the same request with another boundary, another order and another file name', async () => {
    let runs = 0;
    await using server = await open(() => ({ runs: ++runs }));
    const key = newKey();
    await server.send(multipart([file, mapping]), key);
    const again = multipart([mapping, { ...file, fileName: 'other.csv' }], 'an0ther');
    const { status, body } = await server.send(again, {
      ...key,
      'content-type': 'multipart/form-data; boundary=an0ther',
    });
    assert.deepEqual([status, body], [200, { runs: 1 }]);
  });

  test('is another request with another content, another part or another query, and refused with 422', async () => {
    await using server = await open(() => ({}));
    const key = newKey();
    assert.equal((await server.send(multipart([file]), key)).status, 200);
    const others: PartOf[][] = [
      [{ ...file, content: 'a;b\r\n1;3\r\n' }],
      [file, mapping],
      [file, { ...file, name: 'second' }],
      [{ ...file, content: '' }],
    ];
    for (const parts of others) assert.equal((await server.send(multipart(parts), key)).status, 422);
    assert.equal(server.files.kept.size, 0);
  });

  test('is claimed when its body is there: a body that breaks off claims nothing', async () => {
    await using server = await open(() => ({}));
    const key = newKey();
    assert.equal((await server.send(multipart([file]).subarray(0, 120), key)).status, 400);
    assert.equal((await server.send(multipart([{ ...file, content: 'another' }]), key)).status, 200);
  });

  test('that its handler refuses is forgotten, with its files', async () => {
    let refuses = true;
    await using server = await open(() => {
      if (refuses) throw new RequestError('unprocessable', 'No key column.');
    });
    const key = newKey();
    assert.equal((await server.send(multipart([file]), key)).status, 422);
    refuses = false;
    assert.equal((await server.send(multipart([{ ...file, content: 'mended' }]), key)).status, 200);
    assert.equal(server.files.kept.size, 0);
  });

  test('is gone on with under its reference after its process died', async () => {
    const key = newKey();
    let reference = '';
    await using dead = await open((call) => {
      ({ reference } = call);
      throw new Error('the process dies here, so to speak');
    });
    assert.equal((await dead.send(multipart([file]), key)).status, 500);
    await using server = await open((call) => ({ resumed: call.resumed, reference: call.reference }), 2);
    const { body } = await server.send(multipart([file]), key);
    assert.deepEqual(body, { resumed: true, reference });
  });
});
