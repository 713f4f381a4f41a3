import { isFoundByIndex, storedPart, termsOf } from './customer-terms.ts';
import { readSearch, removedPrefix } from './read-search.ts';
import { shownFields } from './shown-fields.ts';

/** What customers are found by, and what a search finds, for whoever looks for them. */
export const searchRules = { readSearch, removedPrefix, termsOf, storedPart, isFoundByIndex, shownFields } as const;
