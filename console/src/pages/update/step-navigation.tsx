import { Check } from 'lucide-react';
import { Link } from 'wouter';
import { m } from '../../messages/messages.ts';
import { type Step, steps, useStepHref } from './steps.ts';
import type { Upload } from './upload-data.ts';
import styles from './step-navigation.module.css';

interface StepNavigationProps {
  readonly upload: Upload;
  readonly step: Step;
  /** False: there is nothing to check or to apply yet. */
  readonly isReady: boolean;
}

/** Where one is, and the ways back. */
export function StepNavigation({ upload, step, isReady }: StepNavigationProps) {
  const at = steps.indexOf(step);
  const hrefOf = useStepHref(upload.id);
  return (
    <nav aria-label={m.update.steps.label}>
      <ol className={styles.steps}>
        <li>
          <Link className={styles.step} href={upload.list === null ? '/update' : `/update?list=${upload.list}`}>
            <span className={styles.mark}>
              <Check aria-hidden />
            </span>
            {m.update.steps.file}
          </Link>
        </li>
        {steps.map((one, place) => (
          <li key={one}>
            {isReady || one === 'columns' ? (
              <Link className={styles.step} href={hrefOf(one)} aria-current={one === step ? 'step' : undefined}>
                <span className={styles.mark}>{place < at ? <Check aria-hidden /> : place + 2}</span>
                {m.update.steps[one]}
              </Link>
            ) : (
              <span className={styles.step} aria-disabled="true" role="link">
                <span className={styles.mark}>{place + 2}</span>
                {m.update.steps[one]}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
