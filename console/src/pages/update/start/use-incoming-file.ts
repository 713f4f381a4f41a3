import { useEffect, useRef, useState } from 'react';
import { pastedTable } from './pasted-table.ts';

/** What was brought to the page: files, or text that was pasted and is no table. */
interface Incoming {
  readonly onFile: (file: File, others: number) => void;
  readonly onNoTable: () => void;
  readonly pastedName: string;
}

/** Takes files that are dropped anywhere on the page, and cells or files that are pasted. Says whether one hovers over it. */
export function useIncomingFile(incoming: Incoming): boolean {
  const [isOver, setOver] = useState(false);
  const handlers = useRef(incoming);
  useEffect(() => {
    handlers.current = incoming;
  });
  useEffect(() => {
    const take = (files: FileList | undefined): boolean => {
      const [file] = files ?? [];
      if (file) handlers.current.onFile(file, (files?.length ?? 1) - 1);
      return file !== undefined;
    };
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      setOver(false);
      take(event.dataTransfer.files);
    };
    const paste = (event: ClipboardEvent): void => {
      if (isField(event.target) || take(event.clipboardData?.files)) return;
      const file = tableFile(event.clipboardData?.getData('text/plain') ?? '', handlers.current.pastedName);
      if (file) handlers.current.onFile(file, 0);
      else handlers.current.onNoTable();
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    window.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
      window.removeEventListener('paste', paste);
    };
  }, []);
  return isOver;
}

/** Pasted cells as a file; null: they are no table. */
export function tableFile(text: string, name: string): File | null {
  const table = pastedTable(text);
  return table && new File([table.csv], name, { type: 'text/csv' });
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
