/**
 * A cell that a spreadsheet program would run as a formula is written to a CSV with a `'` in front, and every reader
 * takes one away. A value that begins so by itself gets one more, so each value comes back as it was.
 */
export function guardFormula(value: string): string {
  return isGuardedOrFormula.test(value) ? `'${value}` : value;
}

export function unguardFormula(cell: string): string {
  return cell.charCodeAt(0) === apostrophe && isGuarded.test(cell) ? cell.slice(1) : cell;
}

const apostrophe = 0x27;
/** The full-width signs are formulas to some programs. */
const isGuardedOrFormula = /^'*[=+\-@\t\r\n＝＋－＠]/;
const isGuarded = /^'+[=+\-@\t\r\n＝＋－＠]/;
