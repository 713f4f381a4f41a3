import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { DateValues } from '../../../src/fields/sheet/date-values.ts';
import { Changed, Misfit } from '../../../src/fields/sheet/values.ts';

/** What each text of a column is read as: a date, or the code of its fault. */
function readColumn(...texts: string[]): unknown[] {
  const column = new DateValues();
  for (const text of texts) column.observe(text);
  return texts.map((text) => {
    const reading = column.read(text);
    if (reading instanceof Misfit) return reading.code;
    return reading instanceof Changed ? reading.value : reading;
  });
}

describe('a column of dates', () => {
  test('that has a day above 12 in the first place has days first everywhere', () => {
    assert.deepEqual(readColumn('03/04/2026', '31/01/2026'), ['2026-04-03', '2026-01-31']);
    assert.deepEqual(readColumn('3-4-2026', '31.1.2026'), ['2026-04-03', '2026-01-31']);
  });

  test('that has one in the second place has months first everywhere', () => {
    assert.deepEqual(readColumn('03/04/2026', '01/31/2026'), ['2026-03-04', '2026-01-31']);
  });

  test('that tells neither fails with that reason, but for days that are the same both ways', () => {
    assert.deepEqual(readColumn('03/04/2026', '05/05/2026'), ['date_order_open', '2026-05-05']);
  });

  test('that contradicts itself fails', () => {
    assert.deepEqual(readColumn('31/01/2026', '01/31/2026', '03/04/2026'), Array(3).fill('date_order_open'));
  });

  test('reads what can be read in one way only, whatever the others are', () => {
    assert.deepEqual(
      readColumn(
        '2026-04-03',
        '2026/4/3',
        '3-Apr-2026',
        '3rd April 2026',
        'April 3, 2026',
        '2026-04-03T00:00:00',
        '2026-04-03 10:30',
      ),
      Array(7).fill('2026-04-03'),
    );
  });

  test('fails days that are not in the calendar, years of two digits, and all that is no date', () => {
    const texts = [
      '2026-02-30',
      '31/02/2026',
      '40/40/2026',
      '31/01/26',
      '31-Jan-26',
      '46053',
      'soon',
      '1/2',
      '13:45:00',
      '3-Foo-2026',
    ];
    assert.deepEqual(readColumn(...texts), Array(texts.length).fill('rule_broken'));
  });

  test('is told nothing by a day that is not in the calendar', () => {
    assert.deepEqual(readColumn('01/31/2026', '32/03/2026', '03/04/2026'), ['2026-01-31', 'rule_broken', '2026-03-04']);
    assert.deepEqual(readColumn('31/01/2026', '03/32/2026', '03/04/2026'), ['2026-01-31', 'rule_broken', '2026-04-03']);
  });

  test('reads every day of a column as it was written, once one day above 12 is in it', () => {
    const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.array(day), fc.boolean(), (days, isDayFirst) => {
        const iso = ['2026-01-31', ...days.map((date) => date.toISOString().slice(0, 10))];
        const texts = iso.map((text) => {
          const [year, month, dayOfMonth] = text.split('-');
          return isDayFirst ? `${dayOfMonth}/${month}/${year}` : `${month}/${dayOfMonth}/${year}`;
        });
        assert.deepEqual(readColumn(...texts), iso);
      }),
    );
  });
});
