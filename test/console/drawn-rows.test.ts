import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { nextDrawn, rowsAtOnce } from '../../console/src/pages/update/check/drawn-rows.ts';
import { type Range, rowWindow, scrollTopFor } from '../../console/src/pages/update/check/row-window.ts';

const rowHeight = 36;
const total = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 1_000_000 }));
const height = fc.integer({ min: 2 * rowHeight, max: 1_400 });
/** Of all that one may scroll. */
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** As a browser does: no further than to the end. */
function scrolled(rows: { total: number; rowHeight: number }, top: number, boxHeight: number) {
  const box = { top: 0, left: 0, width: 800, height: boxHeight };
  const end = Math.max(0, rowWindow(rows, box).height + rowHeight - boxHeight);
  return { ...box, top: Math.min(Math.max(0, top), end) };
}

const length = ({ first, last }: Range): number => last - first;

describe('the rows of a table', () => {
  test('that are wanted are those in sight and some beside them, wherever one has scrolled to', () => {
    fc.assert(
      fc.property(total, height, share, (all, boxHeight, at) => {
        const rows = { total: all, rowHeight };
        const box = scrolled(rows, at * all * rowHeight, boxHeight);
        const { first, last, seen, top } = rowWindow(rows, box);
        assert.ok(first >= 0 && first <= seen.first && seen.first < seen.last && seen.last <= last && last <= all);
        // The first one in sight stands at the upper border, the last one reaches the lower one.
        assert.ok(top + seen.first * rowHeight <= box.top + 0.01);
        assert.ok(seen.last === all || top + seen.last * rowHeight >= box.top + boxHeight - rowHeight - 0.01);
      }),
    );
  });

  test('are in sight once one has scrolled to where they are', () => {
    fc.assert(
      fc.property(total, height, fc.tuple(share, share), (all, boxHeight, [at, to]) => {
        const rows = { total: all, rowHeight };
        const row = Math.min(all - 1, Math.floor(to * all));
        const box = scrolled(rows, at * all * rowHeight, boxHeight);
        const top = scrollTopFor(row, rows, box) ?? box.top;
        const { seen } = rowWindow(rows, scrolled(rows, top, boxHeight));
        assert.ok(seen.first <= row && row < seen.last, `${row} in ${seen.first} to ${seen.last}`);
      }),
    );
  });

  test('are drawn a few at once, until all that have arrived are drawn, and none that has not', () => {
    const place = fc.integer({ min: 0, max: 300 });
    const range = fc.tuple(place, place).map(([one, other]) => ({
      first: Math.min(one, other),
      last: Math.max(one, other),
    }));
    const wantedRows = fc.tuple(range, fc.nat(6)).map(([seen, overscan]) => ({
      first: Math.max(0, seen.first - overscan),
      last: seen.last + overscan,
      seen,
    }));
    fc.assert(
      fc.property(range, wantedRows, range, (before, wanted, missing) => {
        const has = (row: number): boolean => row < missing.first || row >= missing.last;
        let drawn = before;
        for (let turn = 0; turn <= length(wanted) / rowsAtOnce + 1; turn += 1) {
          const next = nextDrawn(drawn, wanted, has);
          const isNew = (row: number): boolean => row < drawn.first || row >= drawn.last;
          const rows = Array.from({ length: length(next) }, (_, nth) => next.first + nth);
          assert.ok(rows.every((row) => has(row) && row >= wanted.first && row < wanted.last));
          assert.ok(rows.filter(isNew).length <= rowsAtOnce);
          drawn = next;
        }
        assert.deepEqual(nextDrawn(drawn, wanted, has), drawn, 'it has come to its end');
        if (length(missing) === 0 || missing.last <= wanted.first || missing.first >= wanted.last)
          assert.deepEqual(drawn, length(wanted) === 0 ? drawn : { first: wanted.first, last: wanted.last });
        else assert.ok(drawn.last === wanted.last || !has(drawn.last));
      }),
    );
  });

  test('that are in sight are drawn before those beside them', () => {
    const wanted = { first: 0, last: 100, seen: { first: 40, last: 60 } };
    const all = (): boolean => true;
    const first = nextDrawn({ first: 0, last: 0 }, wanted, all);
    assert.deepEqual(first, { first: 40, last: 40 + rowsAtOnce });
    // From below, the rows above come first.
    assert.deepEqual(nextDrawn({ first: 50, last: 100 }, wanted, all), { first: 50 - rowsAtOnce, last: 100 });
  });
});
