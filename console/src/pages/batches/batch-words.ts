import type { Endpoints } from '../../api/generated/client.ts';
import { m } from '../../messages/messages.ts';
import type { Tone } from '../../parts/badge.tsx';

/** A batch as the service shows it. */
export type Batch = Endpoints.get_GetBatch['responses'][200]['data'];
export type BatchState = Batch['state'];
export type BatchSource = Batch['source'];

export const batchStates = ['queued', 'running', 'interrupted', 'completed', 'cancelled', 'failed'] as const;
export const batchSources = ['upload', 'company', 'campaign', 'undo', 'preview'] as const;

export const outcomeKinds = ['updated', 'unchanged', 'invalid', 'failed'] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

/** Nothing more will become of it. */
export function hasEnded({ state }: Pick<Batch, 'state'>): boolean {
  return state === 'completed' || state === 'cancelled' || state === 'failed';
}

/** Of a preview: the time in which it could be applied is over. */
export function isExpired({ expiresAt }: Pick<Batch, 'expiresAt'>): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= Date.now();
}

/** What it was, in a few words: "File", "Program: customers added", "Preview of an undo". */
export function whatItIs({ source, operation, undoes }: Pick<Batch, 'source' | 'operation' | 'undoes'>): string {
  if (source === 'preview') return undoes === undefined ? m.batches.sources.preview : m.batches.previewOfUndo;
  if (source === 'undo' || operation === 'update') return m.batches.sources[source];
  return m.batches.operated(m.batches.sources[source], operation);
}

export const stateTones: Readonly<Record<BatchState, Tone>> = {
  queued: 'unchanged',
  running: 'accent',
  interrupted: 'invalid',
  completed: 'updated',
  cancelled: 'invalid',
  failed: 'failed',
};
