import { isRealDate } from '../real-date.ts';
import { Misfit, type Values } from './values.ts';

const madeADate = new Misfit(
  'is a date, which Excel makes of texts like 1-2; format the column as Text and type the value again',
);

/** The same for a column of references or codes, in which a date is no value, but what Excel made of one. */
export function withoutDates<T extends Values>(values: T): T {
  return { ...values, read: (text) => (isDateCellText(text) ? madeADate : values.read(text)) };
}

/** `2026-02-01`, `2026-02-01T00:00:00` */
function isDateCellText(text: string): boolean {
  return text.length >= 10 && isRealDate(text.slice(0, 10)) && (text.length === 10 || text[10] === 'T');
}
