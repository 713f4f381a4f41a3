import type { Endpoints } from '../../api/generated/client.ts';
import type { ListField } from '../../api/use-list.ts';

/** A file on its way to a batch, as the service tells of it. */
export type Upload = Endpoints.get_GetUpload['responses'][200]['data'];
export type Column = Upload['headers'][number];
/** A row of the file, and what would become of it. */
export type Row = Endpoints.get_ListUploadRows['responses'][200]['data'][number];
export type RowFilter = NonNullable<NonNullable<Endpoints.get_ListUploadRows['parameters']['query']>['filter']>;
export type UploadChange = Endpoints.patch_ChangeUpload['parameters']['body'];
export type Field = ListField;

export const uploadKey = (id: string): readonly string[] => ['uploads', id];
/** All that was read of its rows. */
export const rowsKey = (id: string): readonly string[] => ['uploads', id, 'rows'];
