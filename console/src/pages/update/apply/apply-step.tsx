import { Link } from 'wouter';
import { isOffline } from '../../../api/api-error.ts';
import { readCount } from '../../../format/read-count.ts';
import { m } from '../../../messages/messages.ts';
import { Button, buttonClass } from '../../../parts/button.tsx';
import { Card } from '../../../parts/card.tsx';
import { Faults } from '../../../parts/error-state.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { useApplyChoices } from '../apply-choices.ts';
import { CheckingAgain } from '../checking-again.tsx';
import { StepHeading } from '../step-heading.tsx';
import { useStepHref } from '../steps.ts';
import type { Upload } from '../upload-data.ts';
import { useList } from '../../../api/use-list.ts';
import { willHappen } from '../will-happen.ts';
import { ApplyOptions } from './apply-options.tsx';
import { brakeOf } from './brake-of.ts';
import { Brake } from './brake.tsx';
import { useApply } from './use-apply.ts';
import styles from './apply.module.css';

/** The last look: what will happen, how, and the button. */
export function ApplyStep({ upload }: { upload: Upload }) {
  const list = useList(upload.list);
  const apply = useApply(upload.id);
  const hrefOf = useStepHref(upload.id);
  const { isAtomic, limit, choose } = useApplyChoices();
  const { counts, compared } = upload;
  const changing = compared?.changing ?? 0;
  const faulty = counts.invalid + (compared?.missing ?? 0) + (compared?.failing ?? 0);
  const maxAffected = readCount(limit);
  const isLimitWrong = limit.trim() !== '' && maxAffected === null;
  const isAborted = isAtomic && faulty > 0;
  const brake = brakeOf({
    upload,
    changing: isAborted ? 0 : changing,
    listBrake: list.data?.maxAffected ?? null,
    ownBrake: maxAffected,
  });
  // What would be refused, or would change nothing at all, is not offered; above stands why.
  const isRefused = isAborted || brake?.isRefused === true || isLimitWrong;
  const isReady = upload.state === 'ready' && changing > 0 && !isRefused;
  return (
    <>
      <StepHeading title={m.update.apply.title} />
      <Card>
        <p className={styles.sentence}>{willHappen(upload)}</p>
        <Notes upload={upload} faulty={faulty} isAtomic={isAtomic} />
        <Brake brake={brake} listId={upload.list} />
        {apply.error && (
          <Notice kind="error" title={isOffline(apply.error) ? m.trouble.offlineTitle : apply.error.message}>
            {isOffline(apply.error) ? m.update.apply.offline : <Faults error={apply.error} />}
          </Notice>
        )}
        {apply.data && <Taken batch={apply.data} changing={changing} />}
        <ApplyOptions isAtomic={isAtomic} limit={limit} isLimitWrong={isLimitWrong} onChoose={choose} />
        <CheckingAgain upload={upload} />
        <div className={styles.actions}>
          <Link className={buttonClass()} href={hrefOf('check')}>
            {m.common.back}
          </Link>
          <Button
            kind="primary"
            busy={apply.isPending}
            disabled={!isReady || apply.isSuccess}
            onClick={() => apply.press({ atomic: isAtomic, maxAffected })}
          >
            {m.update.apply.button(changing)}
          </Button>
        </div>
      </Card>
    </>
  );
}

/** What is known of a batch that is applied, by who may not look at it again. */
function Taken({ batch, changing }: { batch: NonNullable<ReturnType<typeof useApply>['data']>; changing: number }) {
  const { state, counts } = batch;
  const isDone = state === 'completed';
  return (
    <Notice kind="success" title={isDone ? m.update.appliedTitle : m.batches.beingApplied}>
      <p>{isDone ? m.update.start.batchCounts(counts) : m.update.apply.beingApplied(changing)}</p>
      {m.update.mayNotReadBatch}
    </Notice>
  );
}

/** What one should know before it is too late; and that it is not. */
function Notes({ upload, faulty, isAtomic }: { upload: Upload; faulty: number; isAtomic: boolean }) {
  const words = m.update.apply;
  const { counts, compared } = upload;
  if (counts.valid === 0) return <Notice kind="warning">{words.nothingValid}</Notice>;
  if (isAtomic && faulty > 0) return <Notice kind="warning">{words.atomicFails(faulty)}</Notice>;
  if ((compared?.changing ?? 0) === 0) return <Notice kind="info">{words.nothingChanges}</Notice>;
  return (
    <ul className={styles.notes}>
      {faulty > 0 && <li>{words.faulty(faulty)}</li>}
      {counts.excluded > 0 && <li>{words.excluded(counts.excluded)}</li>}
      <li>{words.pinned}</li>
      <li>{words.undo}</li>
    </ul>
  );
}
