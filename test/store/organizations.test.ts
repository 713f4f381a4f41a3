import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Organization } from '../../src/access/principal.ts';
import { RequestError } from '../../src/errors/request-error.ts';
import { openAccess } from '../access/open-access.ts';
import type { OpenAccess } from '../access/open-access.ts';

describe('organizations', () => {
  let room: OpenAccess;
  let root: Organization;
  before(async () => {
    room = await openAccess({ organizationDepthMax: 4 });
    root = await room.database.transact((tx) => room.access.root(tx));
  });
  after(() => room[Symbol.asyncDispose]());

  const create = (request: { code: string; name?: string; parent?: string }, caller = root) =>
    room.database.transact((tx) => room.access.organizations.create(tx, { name: 'A lender', caller, ...request }));

  test('are made below the caller, or below the parent that is named', async () => {
    const lender = await create({ code: 'CEKAAA0001', name: 'Ægir Finance' });
    assert.match(lender.publicId, /^org_[0-9a-z]{24}$/);
    assert.deepEqual(
      { name: lender.name, parent: lender.parentCode, path: lender.path },
      { name: 'Ægir Finance', parent: 'CEKROOT000', path: [root.id, lender.id] },
    );
    const branch = await create({ code: 'CEKAAA0002', parent: 'CEKAAA0001' });
    assert.deepEqual(branch.path, [root.id, lender.id, branch.id]);
    assert.deepEqual(await room.access.organizations.find(root, 'CEKAAA0002'), branch);
  });

  test('have codes that nobody else has', async () => {
    await create({ code: 'CEKTAKEN01' });
    await assert.rejects(create({ code: 'CEKTAKEN01' }), matches('conflict', 'The code CEKTAKEN01 is taken.'));
    const both = await Promise.allSettled([create({ code: 'CEKTAKEN02' }), create({ code: 'CEKTAKEN02' })]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  test('are refused with every fault of code and name', async () => {
    const refused = create({ code: 'CEK-1', name: ' ' });
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof RequestError);
      assert.deepEqual(error.faults, [
        'code must be CEK and 7 capital letters or digits, e.g. CEKABC1234',
        'name cannot be empty',
      ]);
      return true;
    });
    for (const name of ['x'.repeat(256), 'a\0b', 'a\u001B[2Jb', '\uD800']) {
      await assert.rejects(create({ code: 'CEKNAME001', name }), matches('validation_failed'));
    }
    assert.equal((await create({ code: 'CEKNAME001', name: 'x'.repeat(255) })).name.length, 255);
  });

  test('are at most so deep as the setting says', async () => {
    const two = await create({ code: 'CEKDEEP002' });
    const three = await create({ code: 'CEKDEEP003' }, two);
    const four = await create({ code: 'CEKDEEP004' }, three);
    assert.equal(four.path.length, 4);
    await assert.rejects(create({ code: 'CEKDEEP005' }, four), matches('unprocessable', /at most 4 deep/));
  });

  test('are not made below a foreign parent, which is refused as an unknown one is', async () => {
    const mine = await create({ code: 'CEKMINE001' });
    await create({ code: 'CEKOTHER01' });
    const faults = await Promise.all(
      ['CEKOTHER01', 'CEKROOT000', 'CEKNOBODY1'].map((parent) =>
        create({ code: 'CEKMINE002', parent }, mine).catch((error: unknown) => error),
      ),
    );
    for (const [index, code] of ['CEKOTHER01', 'CEKROOT000', 'CEKNOBODY1'].entries()) {
      const fault = faults[index];
      assert.ok(fault instanceof RequestError);
      assert.deepEqual([fault.code, fault.message], ['forbidden', `There is no organization ${code} among yours.`]);
    }
  });

  test('list the caller and those below, a page at a time, and nobody else', async () => {
    const top = await create({ code: 'CEKLIST000' });
    await create({ code: 'CEKLIST002' }, top);
    await create({ code: 'CEKLIST001' }, top);
    const first = await room.access.organizations.list(top, { limit: 2, after: null });
    assert.deepEqual(codes(first.entries), ['CEKLIST000', 'CEKLIST001']);
    const second = await room.access.organizations.list(top, { limit: 2, after: first.nextCursor });
    assert.deepEqual(codes(second.entries), ['CEKLIST002']);
    assert.equal(second.nextCursor, null);
    const exact = await room.access.organizations.list(top, { limit: 3, after: null });
    assert.deepEqual([exact.entries.length, exact.nextCursor], [3, null]);
  });

  test('have one root, however often it is asked for', async () => {
    const again = await room.database.transact((tx) => room.access.root(tx));
    assert.deepEqual(again, root);
    const { rows } = await room.database.query('select code from organizations where parent_id is null');
    assert.deepEqual(rows, [{ code: 'CEKROOT000' }]);
  });
});

function codes(organizations: readonly Organization[]): string[] {
  return organizations.map(({ code }) => code);
}

function matches(code: string, message: string | RegExp = /./) {
  return (error: unknown) => {
    assert.ok(error instanceof RequestError);
    assert.equal(error.code, code);
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  };
}
