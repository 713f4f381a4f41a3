/** Characters of an address, and of the part before its @, as SMTP limits them. */
const addressCharactersMax = 254;
const localCharactersMax = 64;

/** What most addresses look like; a shorter way to the same answer. */
const ordinary = /^[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@(?:[A-Za-z0-9]+\.)+[A-Za-z]{2,}$/;
const ordinaryCharactersMax = 64;

const local = /^[^\s@.,;:<>()[\]"\\]+(?:\.[^\s@.,;:<>()[\]"\\]+)*$/;
const label = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;
const topLabel = /^(?:\p{L}[\p{L}\p{M}]+|xn--[a-z0-9-]+)$/iu;

/** Whether a text is one e-mail address that mail can be sent to: no name before it, no second one after it. */
export function isEmailAddress(text: string): boolean {
  if (text.length <= ordinaryCharactersMax && ordinary.test(text)) return true;
  if (text.length > addressCharactersMax || !text.isWellFormed() || /\p{Cc}/u.test(text)) return false;
  const at = text.indexOf('@');
  if (at < 1 || at > localCharactersMax || !local.test(text.slice(0, at))) return false;
  const labels = text.slice(at + 1).split('.');
  return labels.length > 1 && labels.every(isLabel) && topLabel.test(labels.at(-1) ?? '');
}

function isLabel(text: string): boolean {
  return text.length <= 63 && label.test(text);
}
