import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLockHolder } from '../../../src/store/embedded/lock-holder.ts';
import { openBesideService } from '../../../src/store/embedded/open-beside-service.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { ServiceProcess, ask, eventually, silent } from './service-process.ts';

test('gives a command the database of the service that runs or just starts, else one for its own time', async () => {
  await using directory = await temporaryDirectory();
  {
    await using service = new ServiceProcess(directory.path);
    await using database = await untilHeld(directory.path).then(() =>
      openBesideService(directory.path, { log: silent }),
    );
    assert.equal(database.connectionString, (await service.ready()).connectionString);
    assert.equal(database.service?.pid, service.child.pid);
    await ask(database.connectionString, 'create table kept as select 7 as n');
    await service.signal('SIGTERM');
  }
  {
    await using database = await openBesideService(directory.path, { log: silent });
    assert.equal(database.service, null);
    assert.deepEqual(await ask(database.connectionString, 'select n from kept'), [7]);
    assert.equal((await findLockHolder(directory.path))?.kind, 'command');
  }
  assert.equal(await findLockHolder(directory.path), null);
});

async function untilHeld(directory: string): Promise<void> {
  await eventually(async () => (await findLockHolder(directory)) !== null);
}
