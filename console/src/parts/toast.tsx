import { lazy, Suspense, useEffect, useState } from 'react';

const ToastList = lazy(async () => ({ default: (await import('./toast-list.tsx')).ToastList }));

/** What was said before anything could show it. */
const waiting: string[] = [];
let show = (title: string): void => {
  waiting.push(title);
  wake();
};
let wake = (): void => undefined;

/** Says in passing that something is done. What must not be missed is a `Notice`. */
export function say(title: string): void {
  show(title);
}

/** The place of what is said; its script is loaded with the first word. */
export function Toaster() {
  const [isNeeded, setNeeded] = useState(false);
  useEffect(() => {
    wake = () => setNeeded(true);
  }, []);
  if (!isNeeded) return null;
  return (
    <Suspense fallback={null}>
      <ToastList onReady={startShowing} />
    </Suspense>
  );
}

function startShowing(shown: (title: string) => void): void {
  show = shown;
  for (const title of waiting.splice(0)) shown(title);
}
