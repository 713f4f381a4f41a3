import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { assertFileName } from './file-name.ts';
import type { StoredFiles } from './stored-files.ts';

export interface S3Place {
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
  /** null: Amazon's. */
  readonly endpoint: string | null;
}

/** A file of up to one part goes in one request; a larger one holds two parts in memory. */
const partBytes = 8 * 1024 * 1024;
const partsAtOnce = 2;
/** One request a file: what deletes many at once is what the services that speak like S3 most often lack. */
const deletedAtOnce = 8;

/** Files in a bucket of S3, or of what speaks like it. Region and credentials come from the SDK's usual places. */
export function s3Store({ bucket, prefix, endpoint }: S3Place): StoredFiles {
  const client = new S3Client(endpoint === null ? {} : otherService(endpoint));
  const at = (name: string) => {
    assertFileName(name);
    return { Bucket: bucket, Key: prefix + name };
  };
  const open = async function* (name: string): AsyncGenerator<Uint8Array> {
    const { Body } = await client.send(new GetObjectCommand(at(name)));
    if (Body instanceof Readable) yield* Body as AsyncIterable<Uint8Array>;
  };
  const read: StoredFiles['read'] = async (name) => {
    const found = await client.send(new HeadObjectCommand(at(name))).catch(absent);
    return found && { bytes: found.ContentLength ?? 0, content: open(name) };
  };
  return {
    put: async (name, content) => put({ client, ...at(name) }, content),
    read,
    local: async (name) => {
      const found = await read(name);
      return found && copyHere(found.content);
    },
    async delete(names) {
      const targets = names.map(at);
      for (let from = 0; from < targets.length; from += deletedAtOnce) {
        const some = targets.slice(from, from + deletedAtOnce);
        await Promise.all(some.map((target) => client.send(new DeleteObjectCommand(target)).catch(absent)));
      }
    },
    // Of what lies here. A part of an object is no object. What was begun and not ended a rule of the bucket removes, as
    // docs/decisions/0015-files-over-http.md says.
    sweepLeftovers: sweepCopies,
    [Symbol.asyncDispose]: async () => client.destroy(),
  };
}

/** Services that speak like S3 have no host name a bucket, and many know no checksums but the old one. */
function otherService(endpoint: string) {
  return {
    endpoint,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  } as const;
}

interface Target {
  readonly client: S3Client;
  readonly Bucket: string;
  readonly Key: string;
}

/** Whole or not at all, as S3 has it: an object is there when its last part is. */
async function put({ client, ...target }: Target, content: AsyncIterable<Uint8Array>): Promise<{ bytes: number }> {
  let bytes = 0;
  let failure: unknown = null;
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of content) {
        bytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  const Body = Readable.from(counted(), { objectMode: false });
  const upload = new Upload({ client, params: { ...target, Body }, partSize: partBytes, queueSize: partsAtOnce });
  try {
    await upload.done();
  } catch (error) {
    // Where the content broke off, that is what happened, whatever S3 says to it.
    throw failure ?? error;
  } finally {
    Body.destroy();
  }
  return { bytes };
}

const copyPrefix = 'amend-file-';
const isCopy = /^amend-file-[A-Za-z0-9]{6}$/;
/** No file is worked on for this long: whoever made the copy is dead. */
const abandonedMs = 86_400_000;

/** A copy in the machine's place for such, until it is disposed. */
async function copyHere(content: AsyncIterable<Uint8Array>): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), copyPrefix));
  const remove = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, randomUUID());
  try {
    await pipeline(content, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await remove();
    throw error;
  }
  return { path, [Symbol.asyncDispose]: remove };
}

/** Processes that died could not remove their copies. Those of other users of the machine are left to them. */
async function sweepCopies(): Promise<void> {
  for (const name of (await readdir(tmpdir())).filter((found) => isCopy.test(found))) {
    const path = join(tmpdir(), name);
    const found = await stat(path).catch(() => null);
    if (!found?.isDirectory() || found.uid !== process.getuid?.()) continue;
    if (Date.now() - found.mtimeMs > abandonedMs) await rm(path, { recursive: true, force: true });
  }
}

function absent(error: unknown): null {
  if (error instanceof NotFound || error instanceof NoSuchKey) return null;
  throw error;
}
