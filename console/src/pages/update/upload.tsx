import { useEffect } from 'react';
import { Link, useParams } from 'wouter';
import { ApiError } from '../../api/api-error.ts';
import { m } from '../../messages/messages.ts';
import { buttonClass } from '../../parts/button.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Applied } from './applied.tsx';
import { ApplyStep } from './apply/apply-step.tsx';
import { CheckStep } from './check/check-step.tsx';
import { ColumnsStep } from './columns/columns-step.tsx';
import { needsALook } from './columns/needs-a-look.ts';
import { Reading } from './reading.tsx';
import { Refused } from './refused.tsx';
import { StepNavigation } from './step-navigation.tsx';
import { useStep } from './steps.ts';
import type { Upload } from './upload-data.ts';
import { useList } from '../../api/use-list.ts';
import { useUpload } from './use-upload.ts';

/** A file on its way: its columns, its rows, and what applying it will do. */
export function UploadPage() {
  const { id = '' } = useParams();
  const { data: upload, error, refetch, following } = useUpload(id);
  // It may also go while it is looked at: what is shown of it could neither be mended nor applied.
  if (error && isGone(error)) return <Gone />;
  if (upload === undefined && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (upload === undefined) return <Loading label={m.common.loading} />;
  return <ShownUpload upload={upload} isLost={following === 'lost'} />;
}

function ShownUpload({ upload, isLost }: { upload: Upload; isLost: boolean }) {
  const list = useList(upload.list);
  const listName = list.data?.name ?? upload.list ?? '';
  // Its name goes at once, what was written to it in the background.
  const isListGone = upload.list === null || (list.error instanceof ApiError && list.error.status === 404);
  const lead = upload.operation === 'add' ? m.update.addsTo(listName) : m.update.updates(listName);
  return (
    <>
      <PageHeader
        title={upload.fileName}
        lead={isListGone ? undefined : lead}
        back={{ to: isListGone ? '/update' : `/update?list=${upload.list}`, label: m.update.anotherFile }}
      />
      <State
        upload={upload}
        fields={list.isLoading ? null : (list.data?.fields ?? [])}
        isListGone={isListGone}
        isLost={isLost}
      />
    </>
  );
}

interface StateProps {
  readonly upload: Upload;
  /** null: they are being read. */
  readonly fields: Parameters<typeof needsALook>[1] | null;
  readonly isListGone: boolean;
  readonly isLost: boolean;
}

function State({ upload, fields, isListGone, isLost }: StateProps) {
  if (upload.state === 'applied') return <Applied upload={upload} />;
  if (isListGone) return <ListGone />;
  if (upload.state === 'refused' && !isOfHeader(upload)) return <Refused upload={upload} />;
  if (upload.headers.length > 0 || upload.state === 'ready') return <Steps upload={upload} fields={fields} />;
  return <Reading upload={upload} isLost={isLost} />;
}

/** What is wrong with a header is said fault by fault; by saying what its columns mean it can be mended here. */
function isOfHeader({ headers, error }: Upload): boolean {
  return headers.length > 0 && error !== null && error.errors.length > 0;
}

function Steps({ upload, fields }: Pick<StateProps, 'upload' | 'fields'>) {
  const [named, goTo] = useStep();
  const isReady = upload.compared !== null && upload.error === null;
  useEffect(() => {
    if (named !== null || fields === null) return;
    goTo(!isReady || needsALook(upload, fields) ? 'columns' : 'check', { replace: true });
  }, [named, fields, isReady, upload, goTo]);
  if (named === null || fields === null) return <Loading label={m.common.loading} />;
  const step = isReady ? named : 'columns';
  return (
    <>
      <StepNavigation upload={upload} step={step} isReady={isReady} />
      {step === 'columns' && <ColumnsStep upload={upload} fields={fields} isReady={isReady} />}
      {step === 'check' && <CheckStep upload={upload} />}
      {step === 'apply' && <ApplyStep upload={upload} />}
    </>
  );
}

function isGone(error: Error): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 400);
}

/** There is nobody left whom its rows could change. */
function ListGone() {
  return (
    <Notice
      kind="warning"
      title={m.update.listGoneTitle}
      actions={
        <Link className={buttonClass('primary')} href="/update">
          {m.update.anotherFile}
        </Link>
      }
    >
      {m.update.listGone}
    </Notice>
  );
}

/** Expired, of another organization, or mistyped: nobody is told which. */
function Gone() {
  return (
    <PageHeader
      title={m.update.goneTitle}
      lead={m.update.gone}
      actions={
        <Link className={buttonClass('primary')} href="/update">
          {m.update.title}
        </Link>
      }
    />
  );
}
