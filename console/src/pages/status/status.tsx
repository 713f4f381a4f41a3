import { useOrganization } from '../../api/organization.tsx';
import { m } from '../../messages/messages.ts';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Checks } from './checks.tsx';
import { DatabaseCard } from './database-card.tsx';
import { FilesCard } from './files-card.tsx';
import { Overall } from './overall.tsx';
import { Processes } from './processes.tsx';
import { ServiceCard } from './service-card.tsx';
import { SlowestBatches } from './slowest-batches.tsx';
import styles from './status.module.css';
import { type ServiceStatus, useStatus } from './use-status.ts';
import { WorkCard } from './work-card.tsx';

/** How the service is, for whoever runs it. */
export function Status() {
  const { session } = useOrganization();
  const isAllowed = session.organization.parent === null && session.scopes.includes('admin');
  const { data: status, error, refetch, dataUpdatedAt } = useStatus({ isAllowed });
  return (
    <>
      <PageHeader title={m.shell.status} lead={m.status.refreshes} />
      {!isAllowed && <Notice kind="info">{m.status.notForYou}</Notice>}
      {isAllowed && !status && !error && <Loading label={m.common.loading} />}
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {status && <Shown status={status} asOf={dataUpdatedAt} />}
    </>
  );
}

function Shown({ status, asOf }: { status: ServiceStatus; asOf: number }) {
  return (
    <>
      <Overall checks={status.checks} />
      <div className={styles.cards}>
        <ServiceCard status={status} asOf={asOf} />
        <DatabaseCard database={status.database} />
        <WorkCard status={status} />
        <FilesCard files={status.files} />
      </div>
      <Checks checks={status.checks} />
      <SlowestBatches batches={status.slowestBatches} />
      <Processes processes={status.processes} />
    </>
  );
}
