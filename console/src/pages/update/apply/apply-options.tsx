import { Checkbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { useId } from 'react';
import { m } from '../../../messages/messages.ts';
import { TextField } from '../../../parts/text-field.tsx';
import styles from './apply.module.css';

interface ApplyOptionsProps {
  readonly isAtomic: boolean;
  readonly onAtomic: (isAtomic: boolean) => void;
  readonly limit: string;
  readonly onLimit: (limit: string) => void;
  readonly isLimitWrong: boolean;
}

/** All or nothing, and the brake: what most people leave as it is. */
export function ApplyOptions({ isAtomic, onAtomic, limit, onLimit, isLimitWrong }: ApplyOptionsProps) {
  const words = m.update.apply;
  const hint = useId();
  return (
    <details className={styles.options}>
      <summary>{words.options}</summary>
      <div className={styles.choices}>
        <div>
          <label className={styles.choice}>
            <Checkbox.Root checked={isAtomic} onCheckedChange={onAtomic} className={styles.box} aria-describedby={hint}>
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
          onChange={onLimit}
        />
      </div>
    </details>
  );
}
