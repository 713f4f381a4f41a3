import type { Upload } from '../upload-data.ts';

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
    const { name = '', field = null } = own ?? {};
    const label = field !== null && field !== name ? field : null;
    const samples = [...(own?.samples ?? []), ...(contacts?.headers[place]?.samples ?? [])];
    // An old and a new value stand side by side.
    const values = 2 * Math.max(0, ...samples.map((text) => text.length)) + 4;
    const characters = Math.max(values, name.length + (label === null ? 0 : label.length + 2));
    const width = Math.min(widthMax, Math.max(widthMin, Math.round(characters * pixelsOfCharacter) + padding));
    return { header: name, label, width };
  });
}
