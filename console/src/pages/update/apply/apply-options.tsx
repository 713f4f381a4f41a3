import { Checkbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { useId, useState } from 'react';
import { m } from '../../../messages/messages.ts';
import { TextField } from '../../../parts/text-field.tsx';
import styles from './apply.module.css';

interface ApplyOptionsProps {
  readonly isAtomic: boolean;
  readonly limit: string;
  readonly isLimitWrong: boolean;
  readonly onChoose: (change: { isAtomic: boolean } | { limit: string }) => void;
}

/** All or nothing, and the brake: what most people leave as it is. */
export function ApplyOptions({ isAtomic, limit, isLimitWrong, onChoose }: ApplyOptionsProps) {
  const words = m.update.apply;
  const hint = useId();
  // Whatever was chosen before is seen; from then on it is opened and shut by hand.
  const [isOpen] = useState(isAtomic || limit !== '');
  return (
    <details className={styles.options} open={isOpen}>
      <summary>{words.options}</summary>
      <div className={styles.choices}>
        <div>
          <label className={styles.choice}>
            <Checkbox.Root
              checked={isAtomic}
              onCheckedChange={(to) => onChoose({ isAtomic: to })}
              className={styles.box}
              aria-describedby={hint}
            >
              <Checkbox.Indicator className={styles.tick}>
                <Check aria-hidden />
              </Checkbox.Indicator>
            </Checkbox.Root>
            {words.atomic}
          </label>
          <p id={hint} className={styles.hint}>
            {words.atomicHint}
          </p>
        </div>
        <TextField
          label={words.limit}
          hint={words.limitHint}
          fault={isLimitWrong ? words.limitWrong : null}
          inputMode="numeric"
          value={limit}
          onChange={(to) => onChoose({ limit: to })}
        />
      </div>
    </details>
  );
}
