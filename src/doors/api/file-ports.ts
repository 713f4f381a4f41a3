/** What the operation on files needs of the others. */

/** A file as its row has it. */
export interface StoredFile {
  /** `file_…` */
  readonly publicId: string;
  readonly kind: string;
  /** As the browser saves it. */
  readonly name: string;
  readonly mediaType: string;
  /** In the file store. */
  readonly storedAs: string;
  readonly bytes: number;
  readonly expiresAt: Date;
}

export interface FileReader {
  find(file: { readonly organizationCode: string; readonly publicId: string }): Promise<StoredFile | null>;
  /** The content; null where the file store has it no more. */
  read(storedAs: string): Promise<{ readonly content: AsyncIterable<Uint8Array>; readonly bytes: number } | null>;
  /** True for a link that this service made, also when it has expired. */
  isOurs(link: { readonly publicId: string; readonly expires: number; readonly signature: string }): boolean;
  /** The code of the organization that the file's id names. */
  organizationOf(publicId: string): string | null;
}
