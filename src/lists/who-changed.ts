import type { JsonObject } from '../engine/records.ts';
import type { CustomerId, HistoryReader } from './customer-readers.ts';

/** Changes that are looked at, and told. */
const changesMax = 20;

interface Since extends CustomerId {
  /** The version that was seen. */
  readonly version: number;
  readonly patch: JsonObject;
}

/** Who has changed which fields of a patch since; null: that is not kept any more, or the version is none of his. */
export async function whoChanged(history: HistoryReader, { version, patch, ...id }: Since): Promise<string | null> {
  const page = await history.read({ ...id, limit: changesMax, cursor: null, fields: Object.keys(patch) });
  const later = (page?.entries ?? []).filter((entry) => entry.version > version);
  if (later.length === 0) return null;
  const changes = later.map(({ fields, by, at }) => {
    const names = Object.keys(fields).join(', ');
    return `${names}${by === null ? '' : ` by ${by}`} at ${at.toISOString()}`;
  });
  return `The customer was changed since version ${version}: ${changes.join('; ')}. Nothing was applied; read it again.`;
}
