import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { advance, type AdvanceDeps } from '../../src/uploads/advance.ts';
import { withPending } from '../../src/uploads/change/merge-amendments.ts';
import { uploadLimits } from '../../src/uploads/limits.ts';
import type { Amendments } from '../../src/uploads/ports.ts';
import type { Upload } from '../../src/uploads/upload.ts';

const step = { organizationId: 1, listId: 1, uploadId: 'upl_1', step: 'read' } as const;
const row = (index: number) => ({ table: 'customers', index }) as const;

describe('an upload that is changed while it is checked', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 }));
  afterEach(() => mock.timers.reset());

  /** A job that finds the upload, whose user changes it (or not) after so many milliseconds. */
  async function checks(
    amendments: Amendments | null,
    changedAfter: number | null,
  ): Promise<'at once' | 'later' | 'no'> {
    let upload = {
      publicId: 'upl_1',
      state: 'reading',
      revision: 5,
      ref: { organizationId: 1, uploadId: 1, amendments },
    };
    let checked = 0;
    const deps = {
      desk: { find: async () => upload as unknown as Upload },
      readAndCheck: async () => {
        checked += 1;
      },
    } as unknown as AdvanceDeps<never>;
    const advanced = advance(step, deps, new AbortController().signal);
    for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
    if (checked === 1) return 'at once';
    if (changedAfter !== null) {
      mock.timers.tick(changedAfter);
      upload = { ...upload, revision: 6 };
    }
    mock.timers.tick(uploadLimits.restMs);
    await advanced;
    return checked === 1 ? 'later' : 'no';
  }

  const restless = (since: number): Amendments => ({ rows: [], customers: [], pending: [], restlessSince: since });

  test('is checked again once its user has rested: a job that finds another change leaves it to the one of that', async () => {
    assert.equal(await checks(restless(Date.now()), null), 'later');
    assert.equal(await checks(restless(Date.now()), uploadLimits.restMs / 2), 'no');
  });

  test('is not held back for ever', async () => {
    assert.equal(await checks(restless(Date.now() - uploadLimits.restlessMsMax - 1), null), 'at once');
  });

  test('is checked at once where it was at rest before', async () => {
    assert.equal(await checks(null, null), 'at once');
    assert.equal(await checks(withPending({ state: 'ready', ref }, [row(1)]), null), 'at once');
    assert.equal(await checks(withPending({ state: 'reading', ref }, [row(1)]), null), 'later');
  });

  test('keeps in mind each row that was changed, and since when', () => {
    const first = withPending({ state: 'reading', ref }, [row(1)]);
    mock.timers.tick(300);
    const both = withPending({ state: 'reading', ref: { ...ref, amendments: first } }, [row(1), row(2)]);
    assert.deepEqual(both, { ...first, pending: [1, 2].map((place) => ({ table: 'customers', place })) });
  });
});

const ref = { organizationId: 1, uploadId: 1 };
