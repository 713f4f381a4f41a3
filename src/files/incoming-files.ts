import type { IncomingFiles } from '../http/ports.ts';
import type { FileStore } from '../uploads/ports.ts';

/** What is known of files until nobody needs them any more; fulfilled by the store. */
export interface IncomingRows {
  /** Before the file's first byte is stored: what a crash leaves is found by its row and swept when it has expired. */
  expect(file: { readonly organizationId: number; readonly storedAs: string }): Promise<void>;
  forget(files: { readonly organizationId: number; readonly storedAs: readonly string[] }): Promise<void>;
}

/** Where the files of uploads go: `incoming/<reference>/<part>`. */
export function incomingFiles(fileStore: FileStore, rows: IncomingRows): IncomingFiles {
  return {
    async receive({ organization, reference, part }, content) {
      const storedAs = `incoming/${reference}/${part}`;
      const organizationId = organization.id;
      await rows.expect({ organizationId, storedAs });
      try {
        await fileStore.put(storedAs, content);
      } catch (error) {
        // Its row may stay: there is nothing under its name.
        await rows.forget({ organizationId, storedAs: [storedAs] }).catch(() => {});
        throw error;
      }
      return { storedAs };
    },
    async discard({ organization, storedAs }) {
      if (storedAs.length === 0) return;
      await fileStore.delete(storedAs);
      await rows.forget({ organizationId: organization.id, storedAs });
    },
  };
}
