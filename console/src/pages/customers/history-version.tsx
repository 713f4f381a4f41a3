import { Link } from 'wouter';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import type { ListField } from '../../api/use-list.ts';
import { FieldChange } from './field-change.tsx';
import type { VersionBatch } from './use-batches-of.ts';
import type { Version } from './use-history.ts';
import { versionMarks } from './version-marks.ts';
import styles from './history.module.css';

interface HistoryVersionProps {
  readonly version: Version;
  readonly fields: readonly ListField[];
  readonly batch: VersionBatch | undefined;
}

/** Changes of one version that are shown at once; the others are unfolded. */
const changesShown = 4;

/** One version: when, by whom, in which batch, and what it changed. */
export function HistoryVersion({ version, fields, batch }: HistoryVersionProps) {
  const { version: number, at, by, changes } = version;
  const order = new Map(fields.map(({ name }, place) => [name, place]));
  const placeOf = (name: string) => order.get(name) ?? order.size;
  const names = Object.keys(changes).toSorted(
    (one, other) => placeOf(one) - placeOf(other) || one.localeCompare(other),
  );
  const shown = names.length > changesShown + 1 ? names.slice(0, changesShown) : names;
  const folded = names.slice(shown.length);
  const differences = (some: readonly string[]) => (
    <dl className={styles.changes}>
      {some.map((name) => (
        <FieldChange key={name} name={name} change={changes[name] ?? {}} fields={fields} />
      ))}
    </dl>
  );
  return (
    <li className={styles.version}>
      <div className={styles.head}>
        <h3>{m.customers.version(number)}</h3>
        {versionMarks(version, { fields, batch }).map(({ tone, text }) => (
          <Badge key={text} tone={tone}>
            {text}
          </Badge>
        ))}
      </div>
      <p className={styles.meta}>
        <Moment at={at} />
        {by !== null && <span>{m.customers.by(by)}</span>}
        <BatchLink version={version} batch={batch} />
      </p>
      {differences(shown)}
      {folded.length > 0 && (
        <details>
          <summary>{m.customers.moreFields(folded.length)}</summary>
          {differences(folded)}
        </details>
      )}
    </li>
  );
}

function BatchLink({ version: { batchId }, batch }: Pick<HistoryVersionProps, 'version' | 'batch'>) {
  const mayRead = useMay('batches:read');
  if (batchId === null || !mayRead) return null;
  return <Link href={`/batches/${batchId}`}>{batch ? m.customers.sources[batch.source] : m.customers.batch}</Link>;
}
