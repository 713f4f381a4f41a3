/**
 * The company contract's pattern: a country code may be set off by one space or hyphen, the ten digits may not. Of its
 * `\s` only the space is taken, for nobody dials a line break, and no country code begins with 0.
 */
const withCountryCode = /^(?:\+|00)[1-9]\d{0,2}[ -]?\d{10}$/;

/** Whether a text is 10 digits, or `+` or `00`, a country code of 1 to 3 digits, and 10 digits. */
export function isPhoneNumber(text: string): boolean {
  return isTenDigits(text) || withCountryCode.test(text);
}

function isTenDigits(text: string): boolean {
  if (text.length !== 10) return false;
  for (let i = 0; i < 10; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
