/** What refuses a file as a whole, before anything of it is applied, and its preview in the same way. */
import type { ListRef } from '../../engine/ports.ts';
import type { Operation } from '../../engine/records.ts';
import { RequestError } from '../../errors/request-error.ts';
import { type Brake, type BrakedList, brakeOf, brakeSentence } from '../../lists/brake.ts';
import type { Findings, Upload } from '../upload.ts';

interface Asked {
  readonly operation: Operation;
  readonly atomic: boolean;
  readonly maxAffected: number | null;
}

interface Limits {
  readonly atomicRecordsMax: number;
}

export interface BrakeReader<Tx> {
  /** A list as it is now; null: it was deleted. */
  readonly braked: (tx: Tx, list: ListRef) => Promise<BrakedList | null>;
  readonly limits: Limits;
}

/** Where an upload is asked to be applied, or previewed, in a way that what is shown of it forbids: it stays as it is. */
export async function refuseShown<Tx>(
  tx: Tx,
  { upload, findings, how }: { upload: Upload; findings: Findings; how: Omit<Asked, 'operation'> },
  { braked, limits }: BrakeReader<Tx>,
): Promise<void> {
  const list = await braked(tx, upload.list);
  // Whoever then opens it says so.
  if (!list) return;
  refuseCompared(findings, { operation: upload.operation, ...how }, { braked: list, limits });
}

/** By what comparing has found: nothing is read for it, so a file that was shown is refused where it is asked to be applied. */
export function refuseCompared(
  { counts, compared }: Findings,
  { operation, atomic, maxAffected }: Asked,
  { braked, limits }: { readonly braked: BrakedList; readonly limits: Limits },
): void {
  if (atomic) refuseLargeAtomic(counts.valid, limits);
  if (!compared) return;
  const isAborted = atomic && counts.invalid + compared.missing + compared.failing > 0;
  const brake = brakeOf({ requested: maxAffected, list: braked, operation });
  if (brake) refuseAbove(brake, isAborted ? 0 : compared.changing);
}

/** All or nothing is one transaction. */
export function refuseLargeAtomic(valid: number, { atomicRecordsMax }: Limits): void {
  if (valid <= atomicRecordsMax) return;
  const sentence = `The file has ${valid} rows; all or nothing is possible for at most ${atomicRecordsMax}. Nothing was applied.`;
  throw new RequestError('unprocessable', sentence, { places: [{ field: 'atomic', message: sentence }] });
}

/** Where more rows would change a customer than the brake allows. */
export function refuseAbove(brake: Brake, affected: number): void {
  const { maxAffected, setBy } = brake;
  if (affected <= maxAffected) return;
  const sentence = brakeSentence(brake, `${affected} rows would change a customer`);
  const given = setBy === 'request' ? { rejectedValue: String(maxAffected) } : {};
  const place = { field: 'maxAffected', message: sentence, ...given };
  throw new RequestError('unprocessable', sentence, { places: [place] });
}
