import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, isOffline } from '../../api/api-error.ts';
import { m } from '../../messages/messages.ts';
import { storedText } from '../../parts/field-value.ts';
import type { Saved } from './saved-notice.tsx';
import { type Customer, type CustomerId, readCustomer, refreshed, useSaveField } from './use-customer.ts';

/** Somebody else has changed the same field since it was seen. */
export interface EditConflict {
  readonly seen: Customer;
  readonly now: Customer;
  readonly mine: unknown;
}

interface EditOptions {
  readonly id: CustomerId;
  readonly field: string;
  /** As its writer saw him when he began. */
  readonly seen: Customer;
  readonly onSaved: (saved: Omit<Saved, 'label'>) => void;
}

/**
 * Saves a field, and finds out what stands in the way of it: a fault of the value, or somebody else's change of the same
 * field, over which nothing is written until its writer has decided.
 */
export function useEdit({ id, field, seen, onSaved }: EditOptions) {
  const queries = useQueryClient();
  const saving = useSaveField(id);
  const [fault, setFault] = useState<string | null>(null);
  const [conflict, setConflict] = useState<EditConflict | null>(null);

  async function save(mine: unknown, from: Customer): Promise<void> {
    setFault(null);
    try {
      const { batchId, outcome } = await saving.mutateAsync({ field, value: mine, version: from.version });
      onSaved({ batchId, outcome });
    } catch (error) {
      const now = isConflict(error) ? await readCustomer(id).catch(() => null) : null;
      if (now) void refreshed(queries, id);
      if (now && storedText(now.data[field]) !== storedText(from.data[field])) setConflict({ seen: from, now, mine });
      else setFault(faultOf(error));
    }
  }
  return {
    fault,
    conflict,
    isSaving: saving.isPending,
    forgetFault: () => setFault(null),
    save: (value: unknown) => void save(value, seen),
    /** Over what somebody else has written, which was shown. */
    saveMine: () => {
      if (!conflict) return;
      setConflict(null);
      void save(conflict.mine, conflict.now);
    },
  };
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409;
}

function faultOf(error: unknown): string {
  if (isOffline(error)) return m.customers.notSavedOffline;
  if (error instanceof ApiError) return error.faults.join(' ') || error.message;
  return error instanceof Error ? error.message : m.trouble.unexpectedTitle;
}
