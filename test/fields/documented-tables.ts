import { companyFields, type SheetField } from '../../src/fields/company/company-fields.ts';
import { contactSheetFields } from '../../src/fields/company/contact-fields.ts';
import { cellFaultCodes, cellWarningCodes } from '../../src/fields/sheet/note-codes.ts';

/** The tables of `docs/preparing-a-sheet.md` as the data make them, by the names that mark them there. */
export function documentedTables(): Map<string, string> {
  return new Map([
    ['columns of customers', columns(companyFields)],
    ['columns of contacts', columns(contactSheetFields)],
    ['faults', codes(cellFaultCodes)],
    ['warnings', codes(cellWarningCodes)],
  ]);
}

function columns(fields: readonly SheetField[]): string {
  const rows = fields.map(({ name, aliases, explanation, example }) => [
    `\`${name}\``,
    aliases.join(', '),
    explanation,
    `\`${example}\``,
  ]);
  return table([['column', 'also called', 'what it holds', 'example'], ...rows]);
}

function codes(sentences: Readonly<Record<string, string>>): string {
  return table([
    ['code', 'meaning'],
    ...Object.entries(sentences).map(([code, sentence]) => [`\`${code}\``, sentence]),
  ]);
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}
