import { Link } from 'wouter';
import { m } from '../../messages/messages.ts';
import { buttonClass } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { SheetChoice } from './columns/sheet-choice.tsx';
import type { Upload } from './upload-data.ts';

/** The file cannot be read at all: why, and what to do. */
export function Refused({ upload }: { upload: Upload }) {
  const { error, list } = upload;
  return (
    <>
      <Notice
        kind="error"
        title={m.update.refused.title}
        actions={
          <Link className={buttonClass('primary')} href={list === null ? '/update' : `/update?list=${list}`}>
            {m.update.anotherFile}
          </Link>
        }
      >
        <RefusalReasons error={error} />
      </Notice>
      {upload.sheets.length > 1 && <SheetChoice upload={upload} />}
      <p>{m.update.refused.nothingChanged}</p>
    </>
  );
}

/** Each fault as a sentence of its own; the one sentence that holds them all where there are none. */
export function RefusalReasons({ error }: Pick<Upload, 'error'>) {
  const sentences = error === null || error.errors.length === 0 ? [error?.message ?? ''] : error.errors;
  if (sentences.length === 1) return <p>{sentences[0]}</p>;
  return (
    <ul>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}
