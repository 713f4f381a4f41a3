import type { Outcome } from '../../engine/records.ts';
import type { Previews } from '../preview-ports.ts';
import { type Findings, rowKinds, type Upload } from '../upload.ts';
import type { PreviewCounts } from './ports.ts';

interface Shown {
  readonly upload: Pick<Upload, 'ref'>;
  /** A byte a row (`rowKinds`). */
  readonly kinds: Uint8Array;
  readonly atomic: boolean;
}

/** What would become of a compared upload's records, chunk by chunk: of all or nothing, nothing where one row is at fault. */
export async function* previewOutcomes(
  { upload, kinds, atomic }: Shown,
  previews: Pick<Previews, 'outcomes'>,
): AsyncGenerator<readonly Outcome[]> {
  const lowest = atomic ? kinds.findIndex((kind) => (kind & atFault) !== 0) : -1;
  const reason = `The batch is atomic and record ${lowest} was not applied`;
  for await (const outcomes of previews.outcomes(upload.ref)) {
    yield lowest === -1
      ? outcomes
      : outcomes.map((outcome) =>
          outcome.outcome === 'failed'
            ? outcome
            : { index: outcome.index, outcome: 'failed', error: 'batch_aborted_exception', reason },
        );
  }
}

const atFault = rowKinds.invalid | rowKinds.missing | rowKinds.failing;

/** The same, counted. */
export function previewCounts({ counts, compared }: Findings, { atomic }: Pick<Shown, 'atomic'>): PreviewCounts {
  if (!compared) throw new Error('an upload that was not compared is previewed');
  const { total, valid, invalid, warned } = counts;
  const failing = compared.missing + compared.failing;
  const known = { total, invalid, warned };
  if (atomic && invalid + failing > 0) return { ...known, updated: 0, unchanged: 0, failed: valid };
  return { ...known, updated: compared.changing, unchanged: compared.unchanged, failed: failing };
}
