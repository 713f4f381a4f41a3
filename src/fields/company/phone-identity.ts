/**
 * What two ways of writing one telephone number share: its digits behind the country code, India's where there is none.
 * `9876543210`, `+91 9876543210` and `00919876543210` are one number.
 */
export function phoneIdentity(text: string): string {
  const digits = text.replaceAll(/\D/g, '');
  if (text.startsWith('+')) return digits;
  if (digits.length > 10 && digits.startsWith('00')) return digits.slice(2);
  return digits.length === 10 ? `91${digits}` : digits;
}
