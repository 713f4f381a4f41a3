import { compareKeys } from '../engine/compare-keys.ts';
import type {
  CustomerFinder,
  MatchedField,
  SearchedList,
  SearchRules,
  StoredCustomer,
  Stretch,
} from './find-customers-ports.ts';

export interface FindQuery {
  readonly list: SearchedList & { readonly kind: 'campaign' | 'company' };
  /** The start of a key, reference, name, number or address; null: all customers, by key. */
  readonly search: string | null;
  readonly status: 'active' | 'removed' | 'all';
  readonly limit: number;
  /** Behind the last one of an earlier page; null: from the first. */
  readonly after: PagePlace | null;
}

/** Where a page ended: which stretch of the search, and the last key or entry in it. */
export interface PagePlace {
  readonly stretch: number;
  readonly place: string;
}

export interface FoundCustomer extends StoredCustomer {
  /** What the search has found him by first; null: nothing was searched. */
  readonly match: MatchedField | null;
}

export interface FoundPage {
  readonly customers: readonly FoundCustomer[];
  /** null: there are no others. A page may have few customers, or none, and others behind it all the same. */
  readonly next: PagePlace | null;
}

/** Where customers are looked for, one after the other. */
type Searched = Pick<Stretch, 'of' | 'prefix'> & { readonly match: MatchedField | null };

/** Places that are looked at for one page: a customer has several, and is shown at his first. */
const placesMax = 2_000;
/** Of them at once, when more than a page was needed. */
const furtherPlaces = 500;

/**
 * Customers that a search finds: first those whose keys begin so, then by reference, name, number and address. Each is
 * shown once on all pages together, at the first place where he is found, which follows from himself alone.
 */
export async function findCustomers(
  { finder, rules }: { readonly finder: Pick<CustomerFinder, 'read'>; readonly rules: SearchRules },
  query: FindQuery,
): Promise<FoundPage | null> {
  const { list, limit, after } = query;
  const stretches = stretchesOf(query, rules);
  if (after !== null && stretches[after.stretch] === undefined) return null;
  const found: (FoundCustomer & { readonly at: PagePlace })[] = [];
  let looked = 0;
  let last = after;
  for (const [stretch, searched] of stretches.entries()) {
    if (after !== null && stretch < after.stretch) continue;
    for (let isThrough = false; !isThrough;) {
      if (looked >= placesMax) return { customers: found, next: last };
      const behind = last?.stretch === stretch ? last.place : null;
      const step = Math.min(looked === 0 ? limit + 1 : furtherPlaces, placesMax - looked);
      const places = await finder.read(list, { ...searched, after: behind, limit: step });
      for (const { place, found: here, customer } of places) {
        last = { stretch, place };
        if (!customer || !isFirst(customer, { ...query, stretches, rules, at: { stretch, found: here } })) continue;
        // One more than is shown tells of others.
        if (found.length === limit) return { customers: found, next: found.at(-1)?.at ?? null };
        found.push({ ...customer, match: searched.match, at: last });
      }
      looked += places.length;
      isThrough = places.length < step;
    }
  }
  return { customers: found, next: null };
}

function stretchesOf({ list, search, status }: FindQuery, rules: SearchRules): Searched[] {
  const match = search === null ? null : 'key';
  if (status === 'removed') return [{ of: 'terms', prefix: rules.removedPrefix(search ?? ''), match }];
  if (search === null) return [{ of: 'keys', prefix: '', match }];
  const { keys, terms } = rules.readSearch(search, list.kind);
  return [
    ...keys.map((prefix) => ({ of: 'keys', prefix, match: 'key' }) as const),
    ...terms.map(({ is, prefix }) => ({ of: 'terms', prefix, match: is }) as const),
  ];
}

interface Seen extends Pick<FindQuery, 'search' | 'status'> {
  readonly stretches: readonly Searched[];
  readonly rules: SearchRules;
  readonly at: { readonly stretch: number; readonly found: string };
}

/** Whether the customer is wanted, still what the place says, and is found nowhere before it. */
function isFirst(customer: StoredCustomer, { search, status, stretches, rules, at }: Seen): boolean {
  if (status !== 'all' && customer.removed !== (status === 'removed')) return false;
  const terms = rules.termsOf(customer);
  for (const [stretch, { of, prefix }] of stretches.entries()) {
    const first = of === 'terms' ? firstTerm(terms, prefix, rules) : firstKey(customer.key, { prefix, search, rules });
    if (first !== null) return stretch === at.stretch && first === at.found;
  }
  return false;
}

function firstTerm(terms: readonly string[], prefix: string, rules: SearchRules): string | null {
  const found = terms.filter((term) => term.startsWith(prefix)).map((term) => rules.storedPart(term));
  return found.sort(compareKeys)[0] ?? null;
}

function firstKey(
  key: string,
  { prefix, search, rules }: { prefix: string; search: string | null; rules: SearchRules },
): string | null {
  if (search === null) return key;
  return key.startsWith(prefix) && rules.isFoundByIndex(key) ? key : null;
}
