import { useEffect, useRef, useState } from 'react';
import { navigate, useSearch } from 'wouter/use-browser-location';

export const statuses = ['active', 'removed', 'all'] as const;
export type Status = (typeof statuses)[number];

/** Milliseconds after the last key stroke until it is asked. */
const pauseMs = 200;

/** Which customers are shown, as the address says: so reload, Back and a link sent to somebody lead to the same ones. */
export function useSearchAddress() {
  // As it stands: what is searched may itself look like something encoded, which the router would decode once more.
  const params = new URLSearchParams(useSearch());
  const set = (name: string, value: string): void => {
    const after = new URLSearchParams(location.search);
    if (value === '') after.delete(name);
    else after.set(name, value);
    navigate(`${location.pathname}?${after.toString()}`, { replace: true });
  };
  return {
    list: params.get('list'),
    setList: (id: string) => set('list', id),
    search: params.get('search') ?? '',
    setSearch: (text: string) => set('search', text),
    status: statuses.find((status) => status === params.get('status')) ?? 'active',
    setStatus: (status: Status) => set('status', status === 'active' ? '' : status),
  };
}

/** A text that is typed, and written once its writer pauses; it follows where it is changed by somebody else. */
export function usePaused(written: string, write: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(written);
  const own = useRef({ written, write });
  useEffect(() => {
    own.current.write = write;
  });
  useEffect(() => {
    if (own.current.written === written) return;
    own.current.written = written;
    setText(written);
  }, [written]);
  useEffect(() => {
    if (text === own.current.written) return undefined;
    const timer = setTimeout(() => {
      own.current.written = text;
      own.current.write(text);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}
