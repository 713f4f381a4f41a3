/** Who is found, said in the plainest words: all customers are looked at, one by one. */
import type { StoredCustomer } from '../engine/open-store.ts';

export interface Asked {
  readonly text: string;
  readonly kind: 'campaign' | 'company';
  readonly status: 'active' | 'removed' | 'all';
}

/** The keys of all that must be found, in no order. */
export function foundByModel(customers: readonly StoredCustomer[], { text, kind, status }: Asked): string[] {
  const asked = fold(text);
  return customers
    .filter((customer) => status === 'all' || customer.status === status)
    .filter(({ key, status: is, data }) => {
      if (fold(key).startsWith(asked)) return true;
      if (status === 'removed' || is === 'removed') return false;
      const field = (name: string): string => {
        const value = data[name];
        return typeof value === 'string' ? value.slice(0, 256) : '';
      };
      if (isStart(asked, fold(field('email')))) return true;
      if (kind === 'campaign') {
        return isName(asked, `${field('first_name')} ${field('last_name')}`) || isNumber(asked, field('phone_number'));
      }
      const references = [field('uniqueRefNo'), field('accountNumber')].map(fold);
      if (references.some((reference) => isStart(asked, reference))) return true;
      return isName(asked, field('legalName')) || isNumber(asked, field('contactNumber'));
    })
    .map(({ key }) => key);
}

function isStart(asked: string, text: string): boolean {
  return text !== '' && text.startsWith(asked);
}

function isName(asked: string, name: string): boolean {
  const words = wordsOf(fold(name));
  const wanted = wordsOf(asked).join(' ');
  return (
    wanted !== '' && !asked.includes('@') && words.some((_, i) => i < 16 && words.slice(i).join(' ').startsWith(wanted))
  );
}

function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
}

/** `text` is ten digits, or a + or 00, a country code and ten digits. */
function isNumber(asked: string, text: string): boolean {
  if (!/^[+\d(][\d\s().-]*$/.test(asked) || text === '') return false;
  const abroad = /^(\+|00)/.test(text);
  const digits = text.replaceAll(/\D/g, '').replace(abroad ? /^00/ : /^$/, '');
  const number = digits.slice(-10);
  const code = abroad ? digits.slice(0, -10) : '91';
  const wanted = asked.replaceAll(/\D/g, '').replace(/^00/, '');
  if (wanted === '') return false;
  const isWhole = /^(\+|00)/.test(asked);
  if (code !== '91') return number.startsWith(wanted) || (code + number).startsWith(wanted);
  return (!isWhole && number.startsWith(wanted)) || (wanted.startsWith('91') && number.startsWith(wanted.slice(2)));
}

/** Case and Latin accents do not count. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .trim();
}
