import { useEffect, useState } from 'react';
import { nextDrawn } from './drawn-rows.ts';
import type { Range, RowWindow } from './row-window.ts';
import type { RowSource } from './use-paged-rows.ts';

/** Which of the rows wanted are drawn by now: a few more with each frame, until all are. */
export function useDrawnRows(wanted: RowWindow, { rowAt }: Pick<RowSource, 'rowAt'>): Range {
  const [drawn, setDrawn] = useState<Range>({ first: 0, last: 0 });
  const { first, last } = nextDrawn(drawn, wanted, (place) => rowAt(place) !== undefined);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      setDrawn((before) => (before.first === first && before.last === last ? before : { first, last }));
    });
    return () => cancelAnimationFrame(frame);
  }, [first, last]);
  return { first, last };
}
