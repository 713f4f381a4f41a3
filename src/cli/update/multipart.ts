import { randomUUID } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CommandError } from '../command-error.ts';
import { reasonOf } from '../describe-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Reached } from '../progress.ts';

export interface Part {
  readonly name: string;
  readonly value: string;
  /** True: the value is the path of a file on the disk. */
  readonly isFile?: boolean;
}

export interface Multipart {
  readonly contentType: string;
  readonly bytes: number;
  /** To be read once a try. Tells how many bytes of the files are sent. */
  content(reached?: Reached): AsyncIterable<Uint8Array>;
}

/**
 * A form with files, streamed from the disk: a file is never whole in memory. Written here because a `FormData` whose file
 * changes while `fetch` sends it leaves the request hanging (Node 24); here that is an error of the request.
 */
export async function multipart(parts: readonly Part[]): Promise<Multipart> {
  const boundary = `amend-${randomUUID()}`;
  const pieces: (Uint8Array | FilePiece)[] = [];
  for (const { name, value, isFile = false } of parts) {
    const named = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
    if (isFile) {
      const type = 'Content-Type: application/octet-stream';
      pieces.push(Buffer.from(`${named}; filename="${quoted(basename(value))}"\r\n${type}\r\n\r\n`));
      pieces.push({ path: value, length: await sizeOf(value) }, Buffer.from('\r\n'));
    } else {
      pieces.push(Buffer.from(`${named}\r\n\r\n${value}\r\n`));
    }
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  const bytes = lengthOf(pieces);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes,
    content: (reached) => contentOf(pieces, reached),
  };
}

/** Fails where the file cannot be sent, before anything is. */
export async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Error('it is not a file');
    await (await open(path)).close();
    return found.size;
  } catch (cause) {
    throw new CommandError(`${path} cannot be read: ${reasonOf(cause)}.`, { exitCode: exitCodes.usage, cause });
  }
}

interface FilePiece {
  readonly path: string;
  readonly length: number;
}

async function* contentOf(pieces: readonly (Uint8Array | FilePiece)[], reached?: Reached): AsyncGenerator<Uint8Array> {
  const of = lengthOf(pieces.filter((piece) => !(piece instanceof Uint8Array)));
  let done = 0;
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else {
      for await (const chunk of fileContent(piece)) {
        yield chunk;
        reached?.((done += chunk.length), of);
      }
    }
  }
}

function lengthOf(pieces: readonly { readonly length: number }[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** Exactly as many bytes as were announced. */
async function* fileContent({ path, length }: FilePiece): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    const file = await open(path);
    for await (const chunk of file.createReadStream({ start: 0, ...(length > 0 && { end: length - 1 }) })) {
      const content = chunk as Uint8Array;
      if ((bytes += content.length) > length) break;
      yield content;
    }
  } catch (cause) {
    throw new CommandError(`${path} cannot be read: ${reasonOf(cause)}.`, { cause });
  }
  if (bytes !== length) throw new CommandError(`${path} was changed while it was sent. Send it again.`);
}

/** As browsers do. */
function quoted(name: string): string {
  return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');
}
