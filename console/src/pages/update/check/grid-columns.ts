import { m } from '../../../messages/messages.ts';
import { lettersOf } from '../letters-of.ts';
import type { Column, Upload } from '../upload-data.ts';

/** Before the file's own: the row's number, and what becomes of it. */
export const leadColumns = 2;

/** A column of the grid that shows one of the file. */
export interface GridColumn {
  readonly header: string;
  readonly label: string | null;
  /** Pixels. */
  readonly width: number;
}

const pixelsOfCharacter = 8.75;
const padding = 28;
const widthMin = 112;
const widthMax = 360;

/** The file's columns, as wide as their headers and samples want. A contact's row has others, in the same places. */
export function gridColumns({ headers, contacts }: Pick<Upload, 'headers' | 'contacts'>): readonly GridColumn[] {
  const count = Math.max(headers.length, contacts?.headers.length ?? 0);
  return Array.from({ length: count }, (_, place) => {
    const own = headers[place];
    const ofContacts = contacts?.headers[place];
    const { header, label } = own ? ownTitle(own, place) : contactsTitle(ofContacts, place);
    const samples = [...(own?.samples ?? []), ...(ofContacts?.samples ?? [])];
    // An old and a new value stand side by side.
    const values = 2 * Math.max(0, ...samples.map((text) => text.length)) + 4;
    const characters = Math.max(values, header.length + (label === null ? 0 : label.length + 2));
    const width = Math.min(widthMax, Math.max(widthMin, Math.round(characters * pixelsOfCharacter) + padding));
    return { header, label, width };
  });
}

type Title = Pick<GridColumn, 'header' | 'label'>;

function ownTitle({ name, field }: Column, place: number): Title {
  return { header: name || m.update.columns.noHeader(lettersOf(place)), label: field === name ? null : field };
}

/** Of a column that only the rows of contacts have. */
function contactsTitle(column: Column | undefined, place: number): Title {
  return { header: column?.name || m.update.columns.noHeader(lettersOf(place)), label: m.update.check.contact };
}
