import type { ListRef } from '../engine/ports.ts';
import type { ListSheets } from '../fields/sheet-fields.ts';
import type { BrakedList } from '../lists/brake.ts';

/** A customer list as uploads see it. */
export interface UploadList extends BrakedList {
  readonly list: ListRef;
  readonly kind: 'campaign' | 'company';
  readonly sheets: ListSheets;
}

/** The lists that a file may be for. null: it was deleted. */
export interface UploadLists {
  find(list: Pick<ListRef, 'organizationId' | 'listId'>): Promise<UploadList | null>;
}
