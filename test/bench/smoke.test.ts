import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Bench } from '../../bench/case.ts';
import { cases } from '../../bench/cases.ts';
import { report } from '../../bench/report.ts';
import type { Scale } from '../../bench/scale.ts';
import { createTestDatabase } from '../postgres.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const tiny: Scale = {
  customers: 900,
  customersBig: 1_000,
  customersSearched: 3_000,
  records: 40,
  warmUps: 1,
  runs: 2,
  replays: 1,
  rounds: 1,
  requestsPerClient: 1,
  starts: 1,
  fileRows: 500,
  fileRowsSmall: 300,
  filePairs: 1,
};

/** Nothing is timed here: that each case gets to its end says that its checks hold, before and after. */
describe('the bench', { concurrency: 3 }, () => {
  for (const { name, run } of cases.map((one) => ({ name: one.name, run: async (bench: Bench) => one.run(bench) }))) {
    test(`${name} gets to its end and has figures`, async ({ signal }) => {
      const bench: Bench = {
        scale: tiny,
        signal,
        profileDirectory: null,
        openDatabase: createTestDatabase,
        openDirectory: temporaryDirectory,
        say: () => undefined,
      };
      const rows = await run(bench);
      assert.ok(rows.length > 0 || process.platform !== 'linux');
      for (const row of rows) assert.ok(row.value >= 0, `${row.name} is ${row.value}`);
      assert.ok(report(rows).includes(name));
    });
  }
});
