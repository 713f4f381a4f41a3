import type { Check } from './check.ts';
import { checkSpace, freeBytes, isWritable, nearestExisting } from './free-space.ts';

/** Where the file store is; of a bucket, how to find out whether it takes files. */
export type CheckedFiles =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly tryOut: () => Promise<void> };

const name = 'file store';

/** Whether uploads and result files can be written, and whether there is room for them. Leaves nothing behind. */
export async function checkFileStore(files: CheckedFiles): Promise<Check> {
  return files.kind === 'directory' ? checkDirectory(files.path) : checkBucket(files);
}

async function checkDirectory(path: string): Promise<Check> {
  if (!(await isWritable(await nearestExisting(path)))) {
    const advice = 'Give the user that runs Amend the right to write there, or set AMEND_FILES.';
    return { name, state: 'fail', found: `${path} cannot be written`, advice };
  }
  const { state, found } = checkSpace(await freeBytes(path));
  const advice = 'Make room, or set AMEND_FILES to a directory on a larger disk, or to a bucket.';
  return { name, state, found: `${path}, ${found}`, ...(state !== 'ok' && { advice }) };
}

async function checkBucket({ bucket, tryOut }: Extract<CheckedFiles, { kind: 's3' }>): Promise<Check> {
  try {
    await tryOut();
    return { name, state: 'ok', found: `the bucket ${bucket} takes files` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const advice = 'See to the credentials, the endpoint and the right to put and delete objects.';
    return { name, state: 'fail', found: `the bucket ${bucket} takes no file: ${why}`, advice };
  }
}
