import { markMatch } from './mark-match.ts';
import type { Match } from './use-found-customers.ts';
import styles from './customers.module.css';

interface MarkedProps {
  readonly text: string;
  readonly search: string;
  /** What the text is, where it is what was found; null: something else was. */
  readonly match: Match | null;
}

/** A text, with the part marked that a search has found. */
export function Marked({ text, search, match }: MarkedProps) {
  const marked = match === null ? null : markMatch(text, search, match);
  if (marked === null) return text;
  return (
    <>
      {text.slice(0, marked.start)}
      <mark className={styles.mark}>{text.slice(marked.start, marked.end)}</mark>
      {text.slice(marked.end)}
    </>
  );
}
