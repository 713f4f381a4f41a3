import { isUtf8 } from 'node:buffer';
import { createHash, hash } from 'node:crypto';
import type { Organization } from '../../access/principal.ts';
import { RequestError } from '../../errors/request-error.ts';
import type { Limits } from '../limits.ts';
import { malformed } from '../malformed.ts';
import type { IncomingFiles } from '../ports.ts';
import type { Part, Parts, ReceivedFile } from '../route.ts';
import { isStorable } from '../text-faults.ts';
import { type IncomingPart, readMultipart } from './read-multipart.ts';

interface ReceiveOptions {
  readonly contentType: string;
  readonly parts: Parts;
  readonly organization: Organization;
  /** Names the files in the file store. */
  readonly reference: string;
  readonly incoming: IncomingFiles;
  readonly uploadBytesMax: number;
  readonly limits: Limits;
}

/** The parts of a request: its files in the file store, its texts here. */
export interface ReceivedParts {
  readonly files: ReadonlyMap<string, ReceivedFile>;
  readonly texts: ReadonlyMap<string, string>;
  /** SHA-256 of each part's name and content; neither their order nor the boundary changes it. */
  readonly digest: string;
}

/** Receives a multipart body as the route declares it. When it throws, nothing is left of what was received. */
export async function receiveParts(source: AsyncIterable<Buffer>, options: ReceiveOptions): Promise<ReceivedParts> {
  const receiving = new Receiving(options);
  const { contentType, limits, incoming } = options;
  try {
    await readMultipart(source, { contentType, ...limits, onPart: (part) => receiving.take(part) });
    return receiving.finish();
  } catch (error) {
    await incoming.discard({ organization: options.organization, storedAs: receiving.stored });
    throw error;
  }
}

class Receiving {
  readonly #options: ReceiveOptions;
  readonly #declared: ReadonlyMap<string, Part>;
  readonly #digests = new Map<string, string>();
  readonly #files = new Map<string, ReceivedFile>();
  readonly #texts = new Map<string, string>();

  constructor(options: ReceiveOptions) {
    this.#options = options;
    this.#declared = new Map(Object.entries(options.parts));
  }

  get stored(): readonly string[] {
    return [...this.#files.values()].map(({ storedAs }) => storedAs);
  }

  async take({ name, fileName, content }: IncomingPart): Promise<void> {
    const declared = name === undefined ? undefined : this.#declared.get(name);
    if (name === undefined || !declared) throw malformed([`unknown part ${printable(name ?? '')}`.trim()]);
    if (this.#digests.has(name)) throw malformed([`part ${name} is given more than once`]);
    // Before the first byte, so that a second one of the same name finds it.
    this.#digests.set(name, '');
    const sha256 =
      declared.holds === 'file' ? await this.#file(name, { fileName, content }) : await this.#text(name, content);
    this.#digests.set(name, sha256);
  }

  finish(): ReceivedParts {
    const missing = [...this.#declared].filter(([name, { required }]) => required && !this.#digests.has(name));
    if (missing.length > 0)
      throw malformed(missing.map(([name, { holds }]) => `part ${name} (a ${holds}) is required`));
    const digest = hash('sha256', JSON.stringify([...this.#digests].sort(([a], [b]) => (a < b ? -1 : 1))));
    return { files: this.#files, texts: this.#texts, digest };
  }

  async #file(part: string, { fileName, content }: Pick<IncomingPart, 'fileName' | 'content'>): Promise<string> {
    const { incoming, organization, reference, uploadBytesMax } = this.#options;
    const digest = createHash('sha256');
    let bytes = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of content) {
        bytes += chunk.length;
        if (bytes > uploadBytesMax) throw fileTooLarge(part, uploadBytesMax);
        digest.update(chunk);
        yield chunk;
      }
    }
    const { storedAs } = await incoming.receive({ organization, reference, part }, counted());
    const sha256 = digest.digest('hex');
    this.#files.set(part, { fileName: bareName(fileName), bytes, sha256, storedAs });
    return sha256;
  }

  async #text(part: string, content: AsyncIterable<Uint8Array>): Promise<string> {
    const { uploadTextBytesMax: bytesMax } = this.#options.limits;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of content) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw new RequestError('payload_too_large', `Part ${part} exceeds ${bytesMax} bytes.`);
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    const text = body.toString();
    if (!isUtf8(body) || !isStorable(text)) throw malformed([`part ${part} must be UTF-8 without NUL characters`]);
    this.#texts.set(part, text);
    return hash('sha256', body);
  }
}

export function fileTooLarge(part: string, bytesMax: number): RequestError {
  const message = `Part ${part} exceeds ${bytesMax} bytes; split the file and send its parts one after the other.`;
  return new RequestError('payload_too_large', message);
}

/** Some clients send the whole path; what cannot be stored or shown is no name. */
function bareName(fileName: string | undefined): string | null {
  const name = (fileName ?? '')
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, '')
    .replace(/^.*[\\/]/, '');
  return name === '' ? null : name.slice(0, nameCharactersMax);
}

const nameCharactersMax = 255;

/** Names come from outside and go into a sentence. */
function printable(name: string): string {
  return name.slice(0, 100).replaceAll(/[^\x20-\x7e]/g, '?');
}
