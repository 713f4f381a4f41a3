import { resultFile } from '../../src/spreadsheet/result-file.ts';

/** A workbook of texts: its sheets by name, each with its header first. */
export async function workbook(
  sheets: Readonly<Record<string, readonly (readonly (string | null)[])[]>>,
): Promise<Uint8Array> {
  const file = resultFile({ type: 'xlsx', encoding: null, delimiter: null, lineEnds: null, sheet: null });
  const write = async (): Promise<void> => {
    for (const [name, [header = [], ...rows]] of Object.entries(sheets)) {
      await file.beginSheet(
        name,
        header.map((text) => text ?? ''),
      );
      for (const row of rows) await file.write(row);
    }
    await file.end();
  };
  const [chunks] = await Promise.all([Array.fromAsync(file.content), write()]);
  return Buffer.concat(chunks);
}
