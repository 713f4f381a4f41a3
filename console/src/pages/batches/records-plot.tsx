import { useState } from 'react';
import { formatCalendarDay } from '../../format/date.ts';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { outcomesInWords } from '../../parts/outcome-bar.tsx';
import { Legend, StackedBars } from '../../parts/stacked-bars.tsx';
import { outcomeKinds } from './batch-words.ts';
import { RecordsTable } from './records-table.tsx';
import { type Day, useRecordsByDay } from './use-records-by-day.ts';

interface RecordsPlotProps {
  /** Only of this list; null: of all. */
  readonly list: string | null;
  /** A day was chosen, as `2026-11-22`. */
  readonly onDay: (day: string) => void;
}

/** What became of the records of the last 30 days, day by day. */
export function RecordsPlot({ list, onDay }: RecordsPlotProps) {
  const { data: days, error, refetch } = useRecordsByDay(list);
  const [isTable, setTable] = useState(false);
  const toggle = (
    <Button onClick={() => setTable(!isTable)}>{isTable ? m.batches.showPlot : m.batches.showTable}</Button>
  );
  return (
    <Card title={m.batches.byDay} actions={days !== undefined && toggle}>
      {days === undefined &&
        (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading label={m.common.loading} />)}
      {days !== undefined &&
        (isTable ? <RecordsTable days={days} onDay={onDay} /> : <Plot days={days} onDay={onDay} />)}
    </Card>
  );
}

function Plot({ days, onDay }: { days: readonly Day[]; onDay: RecordsPlotProps['onDay'] }) {
  const bars = days.map((day) => ({
    key: day.day,
    name: formatCalendarDay(day.day),
    values: outcomeKinds.map((kind) => day[kind]),
  }));
  return (
    <>
      <Legend series={series} />
      <StackedBars series={series} bars={bars} summary={summaryOf(days)} barLabel={m.batches.day} onChoose={onDay} />
    </>
  );
}

const series = outcomeKinds.map((kind) => ({ name: m.outcomes[kind], color: `var(--${kind})` }));

function summaryOf(days: readonly Day[]): string {
  const total = (kind: (typeof outcomeKinds)[number]): number => days.reduce((sum, day) => sum + day[kind], 0);
  return m.batches.inDays(
    days.length,
    outcomesInWords({
      updated: total('updated'),
      unchanged: total('unchanged'),
      invalid: total('invalid'),
      failed: total('failed'),
      pending: 0,
    }),
  );
}
