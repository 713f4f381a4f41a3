import { damaged, quoted } from '../refusals.ts';

/**
 * The name of a file in the zip. Nothing is ever written to a disk under it; still, one that points out of the workbook
 * was made by nobody who means well.
 */
export function entryName(raw: Buffer): string {
  // Names of parts are ASCII; UTF-8 is what the others most likely are. Some old programs write backslashes.
  const name = raw.toString('utf8').replaceAll('\\', '/');
  const isOutside = name.startsWith('/') || /^[A-Za-z]:/.test(name) || name.split('/').includes('..');
  if (isOutside || name.includes('\0')) throw damaged(`it names a file ${quoted(name)} outside itself`);
  return name;
}
