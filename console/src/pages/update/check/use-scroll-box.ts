import { useEffect, useState } from 'react';
import type { ScrollBox } from './scroll-box.ts';

const nothing: ScrollBox = { top: 0, left: 0, width: 0, height: 0 };

/** Follows an element's scrolling and size. Both are read where the browser has just laid the page out, so it need not again. */
export function useScrollBox(element: HTMLElement | null): ScrollBox {
  const [box, setBox] = useState(nothing);
  useEffect(() => {
    if (!element) return undefined;
    const measure = (): void => {
      const { scrollTop: top, scrollLeft: left, clientWidth: width, clientHeight: height } = element;
      setBox({ top, left, width, height });
    };
    // Tells of the size at once, and whenever it changes.
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [element]);
  return box;
}
