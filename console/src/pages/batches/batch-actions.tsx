import { Ban, Download, RotateCcw, RotateCw, Wrench } from 'lucide-react';
import { useState } from 'react';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { useMendFailed } from '../update/mend-failed.ts';
import { ApplyPreview } from './apply-preview.tsx';
import { type Batch, hasEnded } from './batch-words.ts';
import { linkOf } from './file-words.ts';
import type { useBatchActions } from './use-batch-actions.ts';

interface BatchActionsProps {
  readonly batch: Batch;
  readonly actions: ReturnType<typeof useBatchActions>;
}

/** Only what the service would do at this moment, for this person, is offered. */
export function BatchActions({ batch, actions }: BatchActionsProps) {
  const mayWrite = useMay('customers:write');
  // The rows are shown, to be mended: an upload is read as customers are.
  const mayRead = useMay('customers:read');
  if (!hasEnded(batch)) return mayWrite && <CancelButton {...{ batch, actions }} />;
  const isPreview = batch.source === 'preview';
  return (
    <>
      <FailureFile batch={batch} />
      {mayWrite && isPreview && <ApplyPreview batch={batch} apply={actions.apply} />}
      {mayWrite && mayRead && !isPreview && <MendButton batch={batch} />}
      {mayWrite && batch.undoable && <UndoButton {...{ batch, actions }} />}
    </>
  );
}

function UndoButton({ batch, actions: { undo } }: BatchActionsProps) {
  const isRedo = batch.source === 'undo';
  const Icon = isRedo ? RotateCw : RotateCcw;
  return (
    <Button busy={undo.isPending} title={m.batches.undoFirstShows} onClick={() => undo.mutate()}>
      <Icon aria-hidden />
      {isRedo ? m.batches.redo : m.batches.undo}
    </Button>
  );
}

function CancelButton({ batch, actions: { cancel } }: BatchActionsProps) {
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <Button kind="danger" busy={cancel.isPending} onClick={() => setAsked(true)}>
        <Ban aria-hidden />
        {m.batches.cancel}
      </Button>
      <Confirm
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={m.batches.cancelTitle}
        confirm={m.batches.cancel}
        closeLabel={m.batches.letRun}
        onConfirm={() => {
          setAsked(false);
          cancel.mutate();
        }}
      >
        <CancelAdvice batch={batch} />
      </Confirm>
    </>
  );
}

/** What is so already, and what will not be. */
function CancelAdvice({ batch: { source, state, atomic, counts } }: { batch: Batch }) {
  if (source === 'preview') return <p>{m.batches.cancelPreview}</p>;
  if (state === 'queued') return <p>{m.batches.cancelWaiting}</p>;
  return (
    <>
      <p>{m.batches.cancelKeeps(counts.updated)}</p>
      {!atomic && <p>{m.batches.cancelUndo}</p>}
    </>
  );
}

function FailureFile({ batch }: { batch: Batch }) {
  const file = batch.files.find(({ kind }) => kind === 'failed' || kind === 'left-alone');
  if (!file) return null;
  return (
    <a className={buttonClass()} href={linkOf(file)} download={file.name}>
      <Download aria-hidden />
      {file.kind === 'failed' ? m.batches.failureFile : m.batches.leftAloneFile}
    </a>
  );
}

function MendButton({ batch }: { batch: Batch }) {
  const { canMend, mend, isBusy, error } = useMendFailed(batch);
  if (!canMend) return null;
  return (
    <>
      <Button busy={isBusy} onClick={mend}>
        <Wrench aria-hidden />
        {m.batches.mend}
      </Button>
      {error && <ErrorState error={error} />}
    </>
  );
}
