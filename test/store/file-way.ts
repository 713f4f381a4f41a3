import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { newReference } from '../../src/access/ids.ts';
import { buildUploads, type BuiltUploads } from '../../src/build-uploads.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { ListRef } from '../../src/engine/ports.ts';
import { buildFileWork } from '../../src/file-work.ts';
import { openFileStore } from '../../src/files/open-file-store.ts';
import type { FileWorkHandler } from '../../src/jobs/file-work.ts';
import { readSettings, type Settings } from '../../src/settings/settings.ts';
import { batchReader } from '../../src/store/batch-reader.ts';
import { PostgresBatchStore } from '../../src/store/batch-store.ts';
import { companyStore } from '../../src/store/companies.ts';
import { customerReader } from '../../src/store/customers.ts';
import { endedBatches } from '../../src/store/ended-batches.ts';
import { filesOfBatch, findFile, incomingRows } from '../../src/store/files.ts';
import { sweepFiles } from '../../src/store/sweep-files.ts';
import { sweepUploads } from '../../src/store/sweep-uploads.ts';
import { unfinishedFiles } from '../../src/store/unfinished-files.ts';
import type { FileStep } from '../../src/uploads/uploads.ts';
import type { NewUpload } from '../../src/uploads/upload.ts';
import { csv } from '../acceptance/upload-steps.ts';
import { recordsOf, request, startEngine } from '../engine/start-engine.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import type { RecordingDatabase } from './recorded-statements.ts';

const organizationId = 1;
const code = 'CEK0000001';

/** Files of a company go all the ways that there are, from being received until they are swept; what they ask is recorded. */
export async function goTheWayOfFiles(database: RecordingDatabase): Promise<void> {
  await using files = await temporaryDirectory();
  await database.query(`insert into organizations (public_id, code, name, path) values ('org_1', $1, 'A', '{1}')`, [
    code,
  ]);
  const { id: listId } = await companyStore(database).make({ id: organizationId, code, name: 'A' });
  const list = { organizationId, listId, references: ['uniqueRefNo', 'accountNumber'] };
  const way = await openWay(database, { ...readSettings({}), files: files.path, fileChunkRecordsMax: 2 }, list);
  database.statements.length = 0;
  database.recordsReads = true;
  await addCustomers(way);
  await inSteps(way);
  await inOneStep(way);
  await asPreviews(way);
  await aside(way);
  database.recordsReads = false;
}

interface Way {
  readonly database: RecordingDatabase;
  readonly settings: Settings;
  readonly list: ListRef;
  readonly engine: Engine;
  readonly built: BuiltUploads;
  readonly work: FileWorkHandler;
}

async function openWay(database: RecordingDatabase, settings: Settings, list: ListRef): Promise<Way> {
  const { rows } = await database.query<{ id: number }>('insert into processes default values returning id');
  const owner = rows[0]?.id ?? 0;
  const batches = new PostgresBatchStore({ database, owner, packRecordsMax: 250 });
  const built = buildUploads({ settings, database, owner, batches, send: async () => undefined });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const work = await buildFileWork({ settings, database, owner, log });
  return { database, settings, list, engine: startEngine(batches), built, work };
}

const customers = ['a', 'b', 'c', 'd'].map((name) => `KC${name.toUpperCase().padStart(14, '0')}`);

async function addCustomers({ engine, list, database }: Way): Promise<void> {
  const records = recordsOf(customers.map((key, i) => [key, { uniqueRefNo: `R${i}`, accountNumber: 'A00000001' }]));
  const { counts } = await engine.run(request(records, { list, operation: 'add' }));
  assert.equal(counts.updated, customers.length);
  const gone = request(recordsOf([[customers[3] ?? '', {}]]), { list, operation: 'remove' });
  assert.equal((await engine.run(gone)).counts.updated, 1);
  await customerReader(database).find({ ...list, key: customers[0] ?? '' });
}

/** Received, read, shown, changed, shown again, and applied. */
async function inSteps(way: Way): Promise<void> {
  const { built, work, database, list } = way;
  const { uploads, rowsOf, changeUpload, outcomes } = built;
  const publicId = await receive(
    way,
    [
      ['uniqueRefNo', 'customerId', 'legalName', 'pinCode'],
      ['R0', '', 'Asha', '560001'],
      ['R1', '', 'Ben', '1'],
      ['R9', '', 'Nobody', ''],
      ['', customers[2] ?? '', 'Cy', ''],
    ],
    async (upload) => uploads.receive(upload),
  );
  const id = { organizationId, publicId };
  const signal = new AbortController().signal;
  await work.advance(step(list, publicId, 'read'), signal);
  const page = { from: { cursor: 0 }, limit: 10 };
  assert.equal((await rowsOf(organizationId, publicId, { ...page, filter: null, search: null }))?.rows.length, 4);
  await rowsOf(organizationId, publicId, { ...page, filter: 'changing', search: 'a' });
  const cells = [{ row: 3, column: 'pinCode', value: '560002' }];
  assert.equal((await database.transact((tx) => changeUpload(tx, id, { cells, exclude: [4] })))?.rows.length, 2);
  await rowsOf(organizationId, publicId, { from: { offset: 1 }, limit: 10, filter: 'valid', search: null });
  // All of it has to be checked again.
  assert.equal(await database.transact((tx) => changeUpload(tx, id, { emptyCells: 'ignore' })), null);
  await unfinishedFiles(database).list(null, 10);
  await work.advance(step(list, publicId, 'read'), signal);
  const request = { batchId: 'batch_steps', tokenId: null, atomic: false, maxAffected: 2, pinned: true };
  await database.transact((tx) => uploads.apply(tx, id, { ...request, maxAffected: 3 }));
  await unfinishedFiles(database).list({ organizationId, id: 0 }, 10);
  await work.advance(step(list, publicId, 'apply'), signal);
  const query = {
    organizationId,
    publicId: 'batch_steps',
    outcomes: ['updated', 'failed', 'invalid'],
    limit: 10,
  } as const;
  assert.deepEqual((await outcomes({ ...query, after: null }))?.entries.length, 3);
  await assert.rejects(
    database.transact((tx) => uploads.apply(tx, id, request)),
    /applied already/,
  );
}

/** As the company door has it applied; of the second one it is given up. */
async function inOneStep(way: Way): Promise<void> {
  const { built, work, list } = way;
  const { uploads } = built;
  const table = [
    ['uniqueRefNo', 'legalName'],
    ['R0', 'Asha Rao'],
    ['R1', 'Ben Lal'],
  ];
  const signal = new AbortController().signal;
  const receiveOne = async (batchId: string) =>
    receive(way, table, async (upload) =>
      uploads.receiveInOneStep({ ...upload, oneStep: true }, { publicId: batchId, source: 'company' }),
    );
  const done = await receiveOne('batch_one');
  await work.advance(step(list, done, 'apply'), signal);
  assert.equal((await uploads.oneStepEnd(organizationId, done)).result.applied, 2);
  const givenUp = await receiveOne('batch_two');
  await work.giveUp(step(list, givenUp, 'apply'), new Error('x'));
}

/** As the company door shows it, and applies what it has shown; of the second one it is given up. */
async function asPreviews(way: Way): Promise<void> {
  const { built, work, list, database } = way;
  const { filePreviews, outcomes, changes } = built;
  const table = [
    ['uniqueRefNo', 'legalName'],
    ['R0', 'Asha Devi'],
    ['R1', 'Ben Das'],
  ];
  const signal = new AbortController().signal;
  const show = async (batchId: string) =>
    receive(way, table, async (upload) => filePreviews.receive(upload, { publicId: batchId }));
  const shown = await show('batch_shown');
  await unfinishedFiles(database).list(null, 10);
  await work.advance(step(list, shown, 'preview'), signal);
  const id = { organizationId, publicId: 'batch_shown' };
  const page = { ...id, limit: 10 };
  assert.equal((await outcomes({ ...page, outcomes: ['updated'], after: null }))?.entries.length, 2);
  assert.equal((await changes({ ...page, from: null }))?.entries.length, 2);
  const upload = { organizationId, publicId: shown };
  const how = { batchId: 'batch_again', tokenId: null, atomic: false, maxAffected: null };
  await database.transact((tx) => filePreviews.make(tx, upload, how));
  await work.advance(step(list, shown, 'preview'), signal);
  const preview = { publicId: 'batch_shown', list, maxAffected: null };
  const request = { batchId: 'batch_of_preview', tokenId: null };
  await database.transact((tx) => filePreviews.apply(tx, preview, request));
  await work.advance(step(list, shown, 'apply'), signal);
  const applied = { ...page, publicId: 'batch_of_preview', outcomes: ['updated'], after: null } as const;
  assert.equal((await outcomes(applied))?.entries.length, 2);
  await work.giveUp(step(list, await show('batch_unshown'), 'preview'), new Error('x'));
  const unshown = await batchReader(database).find({ organizationId, publicId: 'batch_unshown' });
  assert.equal(unshown?.state, 'failed');
}

/** What is asked of batches and files beside their way, and the sweeps. */
async function aside({ database, settings }: Way): Promise<void> {
  const batches = batchReader(database);
  assert.equal((await batches.find({ organizationId, publicId: 'batch_steps' }))?.files.length, 1);
  await batches.changes({ organizationId, publicId: 'batch_steps', limit: 10, from: null });
  await endedBatches(database, [{ organizationId, batchId: 'batch_steps' }]);
  const { rows } = await database.query<{ id: number }>(
    `select id from batches where organization_id = $1 and public_id = 'batch_one'`,
    [organizationId],
  );
  const [file] = await filesOfBatch(database, { organizationId, batchId: rows[0]?.id ?? 0 });
  assert.ok(file);
  await findFile(database, { organizationCode: code, publicId: file.publicId });
  const incoming = incomingRows(database, settings.filesDays);
  await incoming.expect({ organizationId, storedAs: 'uploads/x' });
  await incoming.forget({ organizationId, storedAs: ['uploads/x'] });
  database.recordsReads = false;
  await database.query('update uploads set expires_at = now()');
  await database.query('update files set expires_at = now()');
  database.recordsReads = true;
  const deleteFiles = async () => undefined;
  assert.equal(await sweepUploads({ database, deadAfterMs: 1000, deleteFiles }), 5);
  await sweepFiles({ database, deleteFiles });
}

async function receive(
  { settings, list }: Way,
  table: readonly (readonly string[])[],
  take: (upload: NewUpload) => Promise<void>,
): Promise<string> {
  const publicId = `upl_${newReference(randomBytes)}`;
  const storedAs = `uploads/${publicId}/file`;
  const content = Buffer.from(csv(table));
  await using store = await openFileStore(settings);
  const { bytes } = await store.put(storedAs, one(content));
  await take({
    publicId,
    list,
    tokenId: null,
    operation: 'update',
    oneStep: false,
    file: { storedAs, name: 'june.csv', bytes },
    contactsFile: null,
    options: { emptyCells: 'ignore', mapping: null, sheet: null, atomic: false, maxAffected: null },
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  return publicId;
}

async function* one(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

function step({ listId }: ListRef, uploadId: string, name: FileStep['step']): FileStep {
  return { organizationId, listId, uploadId, step: name };
}
