import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { RequestError } from '../../../src/errors/request-error.ts';
import { statisticsDays } from '../../../src/doors/api/statistics-days.ts';

const now = new Date('2026-11-22T20:00:00Z');

describe('the days of a statistic', () => {
  test('are the last thirty where nothing is said, as it is there', () => {
    const { days, borders } = statisticsDays({ timeZone: 'UTC', now });
    assert.deepEqual([days.length, days[0], days.at(-1)], [30, '2026-10-24', '2026-11-22']);
    assert.equal(borders.at(-1)?.toISOString(), '2026-11-23T00:00:00.000Z');
    assert.equal(statisticsDays({ timeZone: 'Asia/Kolkata', now }).days.at(-1), '2026-11-23');
  });

  test('begin when they begin there, also where clocks are put forward at midnight', () => {
    const begin = (day: string, timeZone: string) =>
      statisticsDays({ from: day, to: day, timeZone, now }).borders.map((border) => border.toISOString());
    assert.deepEqual(begin('2026-11-22', 'Asia/Kolkata'), ['2026-11-21T18:30:00.000Z', '2026-11-22T18:30:00.000Z']);
    // 25 hours, and 23.
    assert.deepEqual(begin('2026-10-25', 'Europe/Berlin'), ['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
    assert.deepEqual(begin('2026-03-29', 'Europe/Berlin'), ['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
    assert.deepEqual(begin('2018-11-04', 'America/Sao_Paulo'), [
      '2018-11-04T03:00:00.000Z',
      '2018-11-05T02:00:00.000Z',
    ]);
  });

  test('are refused where they are none, or too many', () => {
    const refused = (asked: object, sentence: RegExp) =>
      assert.throws(
        () => statisticsDays({ timeZone: 'UTC', now, ...asked }),
        (error) => error instanceof RequestError && sentence.test(error.faults.join()),
      );
    refused({ from: '2026-02-02', to: '2026-02-01' }, /from must not be after to/);
    refused({ from: '2027-01-01' }, /from must not be after today, 2026-11-22/);
    refused({ from: '2020-01-01', to: '2022-01-01' }, /at most 366 days/);
    for (const asked of [{ to: '0000-01-05' }, { from: '9999-12-01', to: '9999-12-31' }, { from: '1969-12-31' }]) {
      refused(asked, /^from and to must be days from 1970-01-01 to 9998-12-31$/);
    }
    for (const day of ['1970-01-01', '9998-12-31'])
      statisticsDays({ from: day, to: day, timeZone: 'Asia/Kolkata', now });
    refused({ timeZone: 'Mars/Olympus' }, /name of a time zone/);
    assert.equal(statisticsDays({ from: '2024-01-01', to: '2024-12-31', timeZone: 'UTC', now }).days.length, 366);
  });

  test('follow one another without a gap, and lie where they are called so, in every time zone', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const moment = fc.date({ min: new Date('2012-03-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(zones, moment, (timeZone, at) => {
        const { days, borders } = statisticsDays({ timeZone, now: at });
        const format = new Intl.DateTimeFormat('sv-SE', { timeZone });
        assert.equal(days.at(-1), format.format(at));
        assert.equal(borders.length, days.length + 1);
        for (const [place, border] of borders.entries()) {
          assert.ok(place === 0 || border > (borders[place - 1] ?? border));
          assert.equal(format.format(border), days[place] ?? format.format(border));
          assert.ok(format.format(border.getTime() - 1) < format.format(border), `${timeZone} ${border.toISOString()}`);
        }
      }),
      { numRuns: 60 },
    );
  });
});
