import { useState } from 'react';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { say } from '../../parts/toast.tsx';
import { AskedChange } from './asked-change.tsx';
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
              <AskedChange
                label={m.lists.takeBrakeOff}
                title={m.lists.takeBrakeOffTitle}
                means={m.lists.takeBrakeOffMeans}
                change={takeOff}
                onConfirm={() => takeOff.mutate({ maxAffected: null }, { onSuccess: () => say(m.lists.brakeIsOff) })}
              />
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
      {isOpen && <BrakeDialog list={list} onClose={() => setOpen(false)} />}
    </Card>
  );
}
