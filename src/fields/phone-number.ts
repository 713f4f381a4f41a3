/** The company contract's pattern: a country code may be set off by one space or hyphen, the ten digits may not. */
const withCountryCode = /^(?:\+|00)\d{1,3}[\s-]?\d{10}$/;

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
