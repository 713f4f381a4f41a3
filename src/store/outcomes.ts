import type { FailureCode, Outcome } from '../engine/records.ts';
import { pack, unpack } from './packed.ts';

/**
 * A chunk's outcomes as stored: the indexes of a kind in one array, because almost all are of one kind, and those of one
 * reason too: of a million records that a cancelled batch did not reach only the indexes differ.
 */
interface PackedOutcomes {
  readonly updated: number[];
  readonly unchanged: number[];
  readonly failed: FailedAlike[];
  /** Of an undo: what was left alone, by index. */
  readonly leftAlone?: LeftAlone[];
}
type LeftAlone = [index: number, fields: readonly string[]];
type FailedAlike = [error: FailureCode, reason: string, ...indexes: number[]];

export function packOutcomes(outcomes: readonly Outcome[]): Buffer {
  const packed = { updated: [] as number[], unchanged: [] as number[] };
  const alike = new Map<string, FailedAlike>();
  const leftAlone: LeftAlone[] = [];
  for (const outcome of outcomes) {
    if (outcome.outcome !== 'failed') {
      packed[outcome.outcome].push(outcome.index);
      if (outcome.leftAlone) leftAlone.push([outcome.index, outcome.leftAlone]);
      continue;
    }
    const { index, error, reason } = outcome;
    const others = alike.get(`${error} ${reason}`);
    if (others) others.push(index);
    else alike.set(`${error} ${reason}`, [error, reason, index]);
  }
  const failed = [...alike.values()];
  return pack({ ...packed, failed, ...(leftAlone.length > 0 && { leftAlone }) } satisfies PackedOutcomes);
}

export function unpackOutcomes(bytes: Uint8Array): Outcome[] {
  const { updated, unchanged, failed, leftAlone } = unpack<PackedOutcomes>(bytes);
  const outcomes: Outcome[] = [
    ...updated.map((index) => ({ index, outcome: 'updated' as const })),
    ...unchanged.map((index) => ({ index, outcome: 'unchanged' as const })),
    ...failed.flatMap(([error, reason, ...indexes]) =>
      indexes.map((index) => ({ index, outcome: 'failed' as const, error, reason })),
    ),
  ];
  return leftAlone ? withLeftAlone(outcomes, new Map(leftAlone)) : outcomes;
}

function withLeftAlone(outcomes: readonly Outcome[], byIndex: ReadonlyMap<number, readonly string[]>): Outcome[] {
  return outcomes.map((outcome) => {
    const leftAlone = byIndex.get(outcome.index);
    return leftAlone && outcome.outcome !== 'failed' ? { ...outcome, leftAlone } : outcome;
  });
}
