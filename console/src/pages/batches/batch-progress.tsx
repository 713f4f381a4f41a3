import { Progress } from '@base-ui/react/progress';
import { TriangleAlert } from 'lucide-react';
import { formatDuration } from '../../format/date.ts';
import { formatNumber, formatShare } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { Card } from '../../parts/card.tsx';
import styles from './batch.module.css';
import type { Batch } from './batch-words.ts';

/** How far a batch is, as the service tells it. */
export function BatchProgress({ batch, isLost }: { batch: Batch; isLost: boolean }) {
  const { done, of, perSecond, secondsLeft } = batch.progress;
  const isKnown = of > 0 && batch.state !== 'queued';
  const share = isKnown ? done / of : null;
  // Of one that waits for its program the notice above says who can go on with it.
  const isLeft = batch.state === 'interrupted';
  const goesOn = !isLeft || batch.source !== 'campaign';
  return (
    <Card>
      <Progress.Root
        className={styles.progress}
        value={share}
        max={1}
        getAriaValueText={() => (isKnown ? m.batches.doneOf(done, of) : phaseOf(batch))}
      >
        <Progress.Label className={styles.phase}>
          <span role="status">{phaseOf(batch)}</span>
        </Progress.Label>
        {share !== null && <span className={styles.share}>{formatShare(Math.floor(share * 1000) / 1000)}</span>}
        <Progress.Track className={styles.track}>
          {batch.state !== 'queued' && <Progress.Indicator className={styles.indicator} />}
        </Progress.Track>
      </Progress.Root>
      {isLost && (
        <p role="status" className={styles.lost}>
          <TriangleAlert aria-hidden />
          <span>
            <strong>{m.batches.lost}</strong> {m.batches.lostAdvice}
          </span>
        </p>
      )}
      <p className={styles.pace}>
        {isKnown && <span>{m.batches.doneOf(done, of)}</span>}
        {perSecond !== null && !isLost && !isLeft && <span>{m.batches.perSecond(formatNumber(perSecond))}</span>}
        {secondsLeft !== null && !isLost && <span>{m.batches.left(formatDuration(secondsLeft))}</span>}
        {goesOn && <span>{m.batches.leavePage}</span>}
      </p>
    </Card>
  );
}

function phaseOf({ state, progress: { phase }, source, undoes }: Batch): string {
  if (state === 'queued') return m.batches.waiting;
  if (state === 'interrupted') return m.batches.states.interrupted;
  if (source === 'preview') return m.batches.previewing;
  return undoes === undefined ? m.batches.phases[phase] : m.batches.undoPhases[phase];
}
