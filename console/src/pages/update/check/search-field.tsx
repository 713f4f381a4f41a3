import { useEffect, useRef, useState } from 'react';
import { m } from '../../../messages/messages.ts';
import { TextField } from '../../../parts/text-field.tsx';

/** Milliseconds without a key before it is looked for. */
const pauseMs = 250;

/** Finds rows by a part of a cell or of the customer's key. */
export function SearchField({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const [text, setText] = useState(value);
  const search = useRef(onSearch);
  useEffect(() => {
    search.current = onSearch;
  });
  useEffect(() => {
    if (text.trim() === value) return undefined;
    const timer = setTimeout(() => search.current(text.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <TextField
      label={m.update.check.search}
      isLabelHidden
      type="search"
      placeholder={m.update.check.search}
      value={text}
      maxLength={255}
      onChange={setText}
    />
  );
}
