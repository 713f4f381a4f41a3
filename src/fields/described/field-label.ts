/** Words of names that are written otherwise: abbreviations, and what our names abbreviate. */
const words: ReadonlyMap<string, string> = new Map([
  ['id', 'ID'],
  ['emi', 'EMI'],
  ['pan', 'PAN'],
  ['gstin', 'GSTIN'],
  ['ifsc', 'IFSC'],
  ['pin', 'PIN'],
  ['sms', 'SMS'],
  ['whatsapp', 'WhatsApp'],
  ['ref', 'reference'],
  ['no', 'number'],
]);

/** What people call one of our fields: `uniqueRefNo` is the unique reference number, `emi_amount` the EMI amount. */
export function fieldLabel(name: string): string {
  const label = name
    .split(/_|(?<=[a-z])(?=[A-Z])/)
    .map((word) => words.get(word.toLowerCase()) ?? word.toLowerCase())
    .join(' ');
  return label.charAt(0).toUpperCase() + label.slice(1);
}
