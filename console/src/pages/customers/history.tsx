import { useSearchParams } from 'wouter';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Select } from '../../parts/select.tsx';
import type { ListDetails } from '../../api/use-list.ts';
import { customerFields } from './customer-fields.ts';
import { HistoryVersion } from './history-version.tsx';
import { useBatchesOf } from './use-batches-of.ts';
import type { CustomerId } from './use-customer.ts';
import { useHistory } from './use-history.ts';
import styles from './history.module.css';

interface HistoryProps {
  readonly id: CustomerId;
  readonly list: ListDetails;
  readonly data: Readonly<Record<string, unknown>>;
}

/** All that was changed of a customer, as far back as it is kept; of all fields, or of one. */
export function History({ id, list, data }: HistoryProps) {
  const [params, setParams] = useSearchParams();
  const field = params.get('field');
  const choices = customerFields(list.fields, data).filter(({ field: declared }) => declared?.isKey !== true);
  const known = field === null || choices.some(({ name }) => name === field);
  return (
    <Card
      title={m.customers.history}
      actions={
        <Select
          label={m.customers.historyOf}
          isLabelHidden
          value={field ?? ''}
          options={[
            { value: '', label: m.customers.allFields },
            ...(known ? [] : [{ value: field, label: field }]),
            ...choices.map(({ name, label }) => ({ value: name, label })),
          ]}
          onChange={(name) => setParams(name === '' ? {} : { field: name }, { replace: true, state: history.state })}
        />
      }
    >
      <Versions id={id} list={list} field={field} />
    </Card>
  );
}

function Versions({ id, list, field }: { id: CustomerId; list: ListDetails; field: string | null }) {
  const { entries: versions, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useHistory(id, field);
  const batches = useBatchesOf(versions ?? []);
  if (error && !versions) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!versions) return <Loading label={m.common.loading} />;
  if (versions.length === 0 && !hasNextPage)
    return <p className={styles.soft}>{field === null ? m.customers.noHistory : m.customers.noHistoryOf}</p>;
  return (
    <>
      <ol className={styles.versions}>
        {versions.map((version) => (
          <HistoryVersion
            key={version.version}
            version={version}
            fields={list.fields}
            batch={version.batchId === null ? undefined : batches.get(version.batchId)}
          />
        ))}
      </ol>
      {error && <ErrorState error={error} onRetry={() => void fetchNextPage()} />}
      {hasNextPage ? (
        <Button className={styles.more} busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {m.customers.older}
        </Button>
      ) : (
        field === null && versions.at(-1)?.version !== 1 && <p className={styles.soft}>{m.customers.historyEnds}</p>
      )}
    </>
  );
}
