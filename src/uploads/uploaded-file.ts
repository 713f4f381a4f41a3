import type { UploadedFile } from './upload.ts';

/** A file part as it was received. */
interface Received {
  /** null: the client gave none. */
  readonly fileName: string | null;
  readonly bytes: number;
  readonly storedAs: string;
}

/** A received file as an upload names it; `name` is what it is called where the client gave it no name. */
export function uploadedFile(file: Received | undefined, name: string): UploadedFile {
  if (!file) throw new Error('a required part is missing');
  return { storedAs: file.storedAs, name: file.fileName ?? name, bytes: file.bytes };
}
