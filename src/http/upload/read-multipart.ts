import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { RequestError } from '../../errors/request-error.ts';

/** One part of a multipart body, as it begins. */
export interface IncomingPart {
  /** undefined where the client names it not. */
  readonly name: string | undefined;
  readonly fileName: string | undefined;
  readonly content: AsyncIterable<Uint8Array>;
}

interface MultipartOptions {
  /** The header, with the boundary. */
  readonly contentType: string;
  readonly uploadPartsMax: number;
  readonly uploadPartHeaderBytesMax: number;
  /** Must take the content to its end, or throw. The next part begins afterwards. */
  readonly onPart: (part: IncomingPart) => Promise<void>;
}

/**
 * Takes a multipart body apart while it arrives; nothing of it is held. Comes back when `onPart` is through with every
 * part, and throws when one failed, the body is broken, or the source throws: the part at work is told so then, and has
 * ended as well.
 */
export async function readMultipart(source: AsyncIterable<Buffer>, options: MultipartOptions): Promise<void> {
  const reading = new Reading(options);
  try {
    for await (const chunk of source) await reading.write(chunk);
    await reading.end();
  } catch (error) {
    await reading.abandon(error);
    throw error;
  }
}

class Reading {
  readonly #parser: BusboyInstance;
  readonly #finished = Promise.withResolvers<void>();
  readonly #parts: Promise<void>[] = [];
  #open: BusboyFileStream | null = null;
  #failure: { readonly error: unknown } | null = null;
  /** Told only where none of the parts themselves is at fault, which says more. */
  #tooMany: RequestError | null = null;
  /** Ends the wait for the parser, which a failed part would keep for ever. */
  #wake: (() => void) | null = null;

  constructor(options: MultipartOptions) {
    const { onPart } = options;
    this.#parser = createParser(options);
    // Every part is read as a file: what it is, the route says.
    this.#parser.on('file', (name: string | undefined, stream, fileName: string | undefined) => {
      this.#open = stream;
      // It may break off when nobody reads it.
      stream.on('error', () => {});
      this.#parts.push(onPart({ name, fileName, content: stream }).catch((error: unknown) => this.#fail(error)));
    });
    this.#parser.on('partsLimit', () => {
      const message = `The body has more than ${options.uploadPartsMax} parts.`;
      this.#tooMany = new RequestError('malformed_body', message);
    });
    this.#parser.on('error', (cause) => this.#fail(broken(cause)));
    this.#parser.on('finish', () => this.#finished.resolve());
  }

  async write(chunk: Buffer): Promise<void> {
    if (!this.#failure)
      await this.#orFailure(new Promise<void>((resolve) => this.#parser.write(chunk, () => resolve())));
    this.#throwFailure();
  }

  async end(): Promise<void> {
    this.#parser.end();
    await this.#orFailure(this.#finished.promise);
    this.#throwFailure();
    await Promise.all(this.#parts);
    this.#throwFailure();
  }

  /** Lets the part at work know, and comes back when it has ended. */
  async abandon(reason: unknown): Promise<void> {
    this.#failure ??= { error: reason };
    this.#open?.destroy(reason instanceof Error ? reason : new Error('The body broke off.'));
    await Promise.all(this.#parts);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake?.();
  }

  /** Waits for the work, or for what makes it hopeless, which may have come about as it began. */
  async #orFailure(work: Promise<void>): Promise<void> {
    if (this.#failure) return;
    const { promise: failed, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await Promise.race([work, failed]);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
    if (this.#tooMany) throw this.#tooMany;
  }
}

function createParser(options: MultipartOptions): BusboyInstance {
  const { contentType, uploadPartsMax, uploadPartHeaderBytesMax } = options;
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: () => true,
      limits: { parts: uploadPartsMax, headerSize: uploadPartHeaderBytesMax },
    });
  } catch (cause) {
    throw broken(cause);
  }
}

function broken(cause: unknown): RequestError {
  const message = 'The multipart body is broken or incomplete; send the file as multipart/form-data again.';
  return new RequestError('malformed_body', message, { cause });
}
