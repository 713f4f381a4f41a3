import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateClientFiles } from 'typed-openapi/node';

const document = fileURLToPath(new URL('../openapi.json', import.meta.url));
const client = fileURLToPath(new URL('../src/api/generated/client.ts', import.meta.url));
const stamp = `${client}.of`;

/** Makes the typed client of the API from `console/openapi.json`, unless the one that is there was made from it. */
export async function generateClient(): Promise<void> {
  const text = await readFile(document, 'utf8');
  if ((await readFile(stamp, 'utf8').catch(() => null)) === text) return;
  await mkdir(path.dirname(client), { recursive: true });
  await quietly(async () =>
    generateClientFiles(document, {
      runtime: 'none',
      tanstack: false,
      schemasOnly: false,
      // The generator takes it for relative to the working directory, even where it begins with a slash.
      output: path.relative(process.cwd(), client),
      jsdoc: false,
      format: false,
    }),
  );
  await writeFile(client, withOptionalParts(await readFile(client, 'utf8')));
  await writeFile(stamp, text);
}

/** Where nothing of a query or of the headers has to be given, neither has the whole: the generator asks for `{}`. */
function withOptionalParts(source: string): string {
  return source.replace(/\b(query|header): +Partial</g, '$1?: Partial<');
}

/** The generator tells of its progress on standard output, which belongs to whoever builds. */
async function quietly(work: () => Promise<void>): Promise<void> {
  const quiet = { ...globalThis.console, log: () => undefined };
  const loud = globalThis.console;
  globalThis.console = quiet;
  try {
    await work();
  } finally {
    globalThis.console = loud;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateClient();
