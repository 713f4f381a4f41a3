import { type Static, Type } from 'typebox';
import type { Call, Route } from '../../http/route.ts';
import { statisticsDays, statisticsDaysMax } from './statistics-days.ts';
import type { StatisticsReader } from './statistics-ports.ts';
import { success } from './wire.ts';

export interface StatisticsDeps {
  readonly statistics: StatisticsReader;
  readonly clock: () => Date;
}

const day = (description: string) => Type.Optional(Type.String({ format: 'date', description }));
const query = Type.Object(
  {
    by: Type.Optional(Type.Enum(['day'], { default: 'day' })),
    from: day('The first day; left out: 30 days up to `to`.'),
    to: day('The last day; left out: today.'),
    list: Type.Optional(Type.String({ description: 'The id of a customer list, e.g. `camp_abc123`.' })),
    timeZone: Type.Optional(
      Type.String({
        default: 'UTC',
        // An offset has no days of its own: it changes where clocks are put forward.
        pattern: '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$',
        mustBe: 'the name of a time zone, e.g. Asia/Kolkata',
        description: 'Whose days they are: a name of the IANA time zones.',
      }),
    ),
  },
  { additionalProperties: false },
);

const count = Type.Integer({ minimum: 0 });
const dayShape = Type.Object({
  day: Type.String({ format: 'date' }),
  updated: count,
  unchanged: count,
  invalid: count,
  failed: count,
  batches: count,
});

/** `GET /statistics/records`: what became of records, day by day. */
export function recordStatistics<Tx>({ statistics, clock }: StatisticsDeps): Route<Tx> {
  async function handle({ organization, query: asked }: Call) {
    const { from, to, list = null, timeZone = 'UTC' } = asked as Static<typeof query>;
    const { days, borders } = statisticsDays({ from, to, timeZone, now: clock() });
    const sums = await statistics.records({ organizationId: organization.id, list, borders });
    const shown = days.map((name, place) => ({ day: name, ...none, ...sums.get(place) }));
    return { status: 200, body: { success: true, data: { days: shown } } };
  }
  return {
    method: 'GET',
    path: '/api/v1/statistics/records',
    operationId: 'getRecordStatistics',
    summary: 'Counts records by day and outcome',
    description:
      `Of the batches that were asked for on each day, at most ${statisticsDaysMax} of them; days without any are there ` +
      'too. A batch counts when it has ended, on the day on which it was asked for, so `GET /batches` with `from` and `to` ' +
      'lists the same ones. Previews do not count.',
    tag: 'Batches',
    scope: 'batches:read',
    actsBelow: true,
    query,
    answers: { 200: success(Type.Object({ days: Type.Array(dayShape) })) },
    run: { kind: 'read', handle },
  };
}

const none = { updated: 0, unchanged: 0, invalid: 0, failed: 0, batches: 0 };
