import { useState } from 'react';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Faults } from '../../parts/error-state.tsx';
import { Notice } from '../../parts/notice.tsx';
import { say } from '../../parts/toast.tsx';
import { BrakeDialog } from './brake-dialog.tsx';
import { type ListDetails, useChangeList } from '../../api/use-list.ts';
import styles from './lists.module.css';

/** The brake of a list: what it is set to, what that means, and for administrators the way to another. */
export function BrakeCard({ list }: { list: ListDetails }) {
  const mayAdminister = useMay('admin');
  const [isOpen, setOpen] = useState(false);
  const takeOff = useChangeList(list.id);
  const { maxAffected } = list;
  return (
    <Card
      title={m.lists.brake}
      actions={
        mayAdminister && (
          <div className={styles.actions}>
            {maxAffected !== null && (
              <Button
                busy={takeOff.isPending}
                onClick={() => takeOff.mutate({ maxAffected: null }, { onSuccess: () => say(m.lists.brakeIsOff) })}
              >
                {m.lists.takeBrakeOff}
              </Button>
            )}
            <Button onClick={() => setOpen(true)}>
              {maxAffected === null ? m.lists.setBrake : m.lists.changeBrake}
            </Button>
          </div>
        )
      }
    >
      <p>{maxAffected === null ? m.lists.noBrake : m.lists.brakeMeans(maxAffected)}</p>
      <p className={styles.soft}>{mayAdminister ? m.lists.brakeHolds : m.lists.brakeIsForAdmins}</p>
      {takeOff.error && (
        <Notice kind="error" title={takeOff.error.message}>
          <Faults error={takeOff.error} />
        </Notice>
      )}
      {isOpen && <BrakeDialog list={list} onClose={() => setOpen(false)} />}
    </Card>
  );
}
