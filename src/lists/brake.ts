import { TooManyAffected } from '../engine/engine.ts';
import type { Operation } from '../engine/records.ts';
import { RequestError } from '../errors/request-error.ts';

/** As large as a brake can be: more records than any list has. */
export const maxAffectedMax = 2 ** 31 - 1;

/** A customer list, as far as its brake goes. */
export interface BrakedList {
  /** `camp_…`, `CEK…` */
  readonly publicId: string;
  /** No batch may update more records than these; null: it has no brake. */
  readonly maxAffected: number | null;
}

/** The brake of one batch: how many records it may update, and who says so. */
export interface Brake {
  readonly maxAffected: number;
  readonly setBy: 'request' | 'list';
  readonly list: string;
}

interface Braked {
  /** What the request allows; null or absent: it says nothing. */
  readonly requested?: number | null | undefined;
  readonly list: BrakedList;
  /** The list's brake holds for updates alone. */
  readonly operation: Operation;
}

/** Runs a batch under its brake, which it is handed, and refuses the request where more records would be updated. */
export async function underBrake<R>(
  { noun = 'records', ...braked }: Braked & { /** What it changes, in the refusal. */ readonly noun?: string },
  run: (maxAffected: number | undefined) => Promise<R>,
): Promise<R> {
  const brake = brakeOf(braked);
  try {
    return await run(brake?.maxAffected);
  } catch (error) {
    if (!(error instanceof TooManyAffected) || brake === null) throw error;
    const sentence = brakeSentence(brake, `${error.affected} ${noun} would be updated`);
    throw new RequestError('unprocessable', sentence, { cause: error });
  }
}

/** The smaller of what the request and the list allow; null: nobody has set a limit. An undo asks for none. */
export function brakeOf({ requested = null, list, operation }: Braked): Brake | null {
  const ofList = operation === 'update' ? list.maxAffected : null;
  // Where both are the same, raising the request's own would not help.
  if (ofList !== null && (requested === null || ofList <= requested))
    return { maxAffected: ofList, setBy: 'list', list: list.publicId };
  return requested === null ? null : { maxAffected: requested, setBy: 'request', list: list.publicId };
}

/** Why a batch is refused. `wouldBe`: "7 records would be updated". */
export function brakeSentence({ maxAffected, setBy, list }: Brake, wouldBe: string): string {
  if (setBy === 'request') return `${wouldBe} and maxAffected is ${maxAffected}; nothing was applied.`;
  return (
    `${wouldBe} and the brake of ${list} is ${maxAffected}; nothing was applied. ` +
    `It is changed by somebody with the scope admin: PATCH /api/v1/lists/${list}, maxAffected.`
  );
}
