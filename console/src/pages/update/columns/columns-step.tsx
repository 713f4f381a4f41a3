import { Link } from 'wouter';
import { m } from '../../../messages/messages.ts';
import { buttonClass } from '../../../parts/button.tsx';
import { ErrorState } from '../../../parts/error-state.tsx';
import { Notice } from '../../../parts/notice.tsx';
import table from '../../../parts/table.module.css';
import { CheckingAgain } from '../checking-again.tsx';
import { Choice } from '../choice.tsx';
import { RefusalReasons } from '../refused.tsx';
import { StepHeading } from '../step-heading.tsx';
import { useStepHref } from '../steps.ts';
import type { Field, Upload } from '../upload-data.ts';
import { useChangeUpload } from '../use-change-upload.ts';
import { ColumnRow } from './column-row.tsx';
import { numbered } from './numbered.ts';
import { mappingWith } from './mapping-with.ts';
import { MissingFields } from './missing-fields.tsx';
import { SheetChoice } from './sheet-choice.tsx';
import styles from './columns.module.css';

interface ColumnsStepProps {
  readonly upload: Upload;
  readonly fields: readonly Field[];
  /** False: the rows cannot be read before the columns are put right. */
  readonly isReady: boolean;
}

/** What each column of the file means. */
export function ColumnsStep({ upload, fields, isReady }: ColumnsStepProps) {
  const change = useChangeUpload(upload.id);
  const hrefOf = useStepHref(upload.id);
  const { headers, error } = upload;
  const next = (
    <Link className={buttonClass('primary')} href={hrefOf('check')}>
      {m.update.columns.next}
    </Link>
  );
  return (
    <>
      <StepHeading title={m.update.columns.title} actions={isReady && next}>
        <p>{m.update.columns.lead}</p>
      </StepHeading>
      {error && (
        <Notice kind="error" title={m.update.columns.refused}>
          <RefusalReasons error={error} />
          {m.update.columns.refusedHint}
        </Notice>
      )}
      {change.error && <ErrorState error={change.error} />}
      <MissingFields upload={upload} fields={fields} />
      {upload.sheets.length > 1 && <SheetChoice upload={upload} />}
      <CheckingAgain upload={upload} />
      <div className={`${table.frame} ${styles.frame}`}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col" className={styles.headers}>
                {m.update.columns.column}
              </th>
              <th scope="col">{m.update.columns.samples}</th>
              <th scope="col">{m.update.columns.field}</th>
              <th scope="col">{m.update.columns.how}</th>
            </tr>
          </thead>
          <tbody>
            {numbered(headers.map(({ name }) => name)).map(({ key, text: name }, place) => (
              <ColumnRow
                key={key}
                place={place}
                upload={upload}
                fields={fields}
                onChange={(field) => change.mutate({ mapping: mappingWith(headers, { name, field }) })}
              />
            ))}
          </tbody>
        </table>
      </div>
      {upload.contacts && <p className={styles.note}>{m.update.columns.contacts(upload.contacts.rows)}</p>}
      <div className={styles.empty}>
        <Choice
          legend={m.update.start.emptyCells}
          value={upload.emptyCells}
          choices={[
            { value: 'ignore', label: m.update.start.emptyCellsIgnore },
            { value: 'clear', label: m.update.start.emptyCellsClear },
          ]}
          onChange={(emptyCells) => change.mutate({ emptyCells })}
        />
      </div>
    </>
  );
}
