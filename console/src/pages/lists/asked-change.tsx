import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { ErrorState } from '../../parts/error-state.tsx';

interface AskedChangeProps {
  readonly label: string;
  readonly title: string;
  /** What follows from it. */
  readonly means: string;
  readonly change: { readonly isPending: boolean; readonly error: Error | null; readonly reset: () => void };
  readonly onConfirm: () => void;
}

/** Takes something of a list away, which cannot be got back by a click: so it asks first. */
export function AskedChange({ label, title, means, change, onConfirm }: AskedChangeProps) {
  const [isAsked, setAsked] = useState(false);
  const ask = (): void => {
    change.reset();
    setAsked(true);
  };
  return (
    <>
      <Button onClick={ask}>{label}</Button>
      <Confirm
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={title}
        confirm={label}
        isBusy={change.isPending}
        onConfirm={onConfirm}
      >
        {change.error && <ErrorState error={change.error} />}
        <p>{means}</p>
      </Confirm>
    </>
  );
}
