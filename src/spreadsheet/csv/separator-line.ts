import { RequestError } from '../../errors/request-error.ts';
import { delimiters, type Delimiter } from './delimiter.ts';

/** The line `sep=;` that a file for Excel may begin with. It is not a row. */
export interface SeparatorLine {
  readonly delimiter: Delimiter;
  /** Of the line with its line end. */
  readonly bytes: number;
}

export function separatorLineOf(head: Buffer): SeparatorLine | null {
  const match = /^sep=([^\r\n])(?:\r\n|\r|\n|$)/i.exec(head.toString('latin1', 0, 'sep=;\r\n'.length));
  if (!match) return null;
  const delimiter = delimiters.find((known) => known === match[1]);
  if (delimiter) return { delimiter, bytes: match[0].length };
  const message = `The first line, ${match[0].trim()}, names a separator that is not read here: use a comma, semicolon, tab or pipe.`;
  throw new RequestError('unprocessable', message);
}
