import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { GridPlace } from './place-after-key.ts';

/**
 * Which cell has the focus, or will have it when one comes to the grid (a roving tabindex). Cells come and go while one
 * scrolls: where the one in focus is no longer drawn the grid itself takes the focus, so that keys are still heard.
 */
export function useGridPlace(grid: HTMLElement | null) {
  const [place, setPlace] = useState<GridPlace>({ row: 0, column: 0 });
  const isInside = useRef(false);
  useLayoutEffect(() => {
    if (!isInside.current || !grid) return;
    const { activeElement } = document;
    if (activeElement instanceof HTMLInputElement && grid.contains(activeElement)) return;
    const cell = grid.querySelector<HTMLElement>(`[data-row="${place.row}"][data-column="${place.column}"]`);
    const target = cell ?? grid;
    if (activeElement !== target) target.focus({ preventScroll: true });
  });
  const moveTo = useCallback((to: GridPlace) => {
    isInside.current = true;
    setPlace(to);
  }, []);
  /** Follows the focus that the browser has set: by a click, or by a reader of the screen. */
  const onFocus = useCallback((target: EventTarget) => {
    isInside.current = true;
    if (!(target instanceof HTMLElement)) return;
    const { row, column } = target.dataset;
    if (row === undefined || column === undefined) return;
    const found = { row: Number(row), column: Number(column) };
    setPlace((before) => (before.row === found.row && before.column === found.column ? before : found));
  }, []);
  const onBlur = useCallback(
    (to: EventTarget | null) => {
      // Nobody has the focus: the cell was taken out of the page.
      if (to instanceof Node && grid?.contains(to) === false) isInside.current = false;
    },
    [grid],
  );
  return { place, setPlace, moveTo, onFocus, onBlur };
}
