import { type TObject, Type } from 'typebox';

/** The body of a bulk request. The schema documents an item; only the top level is held to it (`bodyCheck: lenient`). */
export function bulkBody(item: TObject, recordsPerRequestMax: number): TObject {
  return Type.Object(
    {
      campaignId: Type.String({ examples: ['camp_abc123'] }),
      records: Type.Array(item, { minItems: 1, maxItems: recordsPerRequestMax }),
    },
    { additionalProperties: false },
  );
}

export interface BulkBody {
  readonly campaignId: string;
  readonly records: readonly unknown[];
}
