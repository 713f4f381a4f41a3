import { formatCalendarDay } from '../../format/date.ts';
import { formatNumber } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import table from '../../parts/table.module.css';
import { outcomeKinds } from './batch-words.ts';
import styles from './batches.module.css';
import type { Day } from './use-records-by-day.ts';

/** The plot's numbers, newest day first, for whoever reads better than he looks. */
export function RecordsTable({ days, onDay }: { days: readonly Day[]; onDay: (day: string) => void }) {
  return (
    <div className={`${table.frame} ${styles.days}`}>
      <table className={table.table}>
        <caption className="visually-hidden">{m.batches.byDay}</caption>
        <thead>
          <tr>
            <th scope="col">{m.batches.day}</th>
            {outcomeKinds.map((kind) => (
              <th key={kind} scope="col" className={table.number}>
                {m.outcomes[kind]}
              </th>
            ))}
            <th scope="col" className={table.number}>
              {m.shell.batches}
            </th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.day}>
              <td>
                <button type="button" className={styles.person} onClick={() => onDay(day.day)}>
                  {formatCalendarDay(day.day)}
                </button>
              </td>
              {outcomeKinds.map((kind) => (
                <td key={kind} className={table.number}>
                  {formatNumber(day[kind])}
                </td>
              ))}
              <td className={table.number}>{formatNumber(day.batches)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
