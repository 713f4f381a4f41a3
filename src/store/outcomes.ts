import type { FailureCode, Outcome } from '../engine/records.ts';
import { pack, unpack } from './packed.ts';

/** A chunk's outcomes as stored: the indexes of a kind in one array, because almost all are of one kind. */
interface PackedOutcomes {
  readonly updated: number[];
  readonly unchanged: number[];
  readonly failed: [index: number, error: FailureCode, reason: string][];
}

export function packOutcomes(outcomes: readonly Outcome[]): Buffer {
  const packed: PackedOutcomes = { updated: [], unchanged: [], failed: [] };
  for (const outcome of outcomes) {
    if (outcome.outcome === 'failed') packed.failed.push([outcome.index, outcome.error, outcome.reason]);
    else packed[outcome.outcome].push(outcome.index);
  }
  return pack(packed);
}

export function unpackOutcomes(bytes: Uint8Array): Outcome[] {
  const { updated, unchanged, failed } = unpack<PackedOutcomes>(bytes);
  return [
    ...updated.map((index) => ({ index, outcome: 'updated' as const })),
    ...unchanged.map((index) => ({ index, outcome: 'unchanged' as const })),
    ...failed.map(([index, error, reason]) => ({ index, outcome: 'failed' as const, error, reason })),
  ];
}
