import { lazy, Suspense } from 'react';
import { m } from '../../../messages/messages.ts';
import { Loading } from '../../../parts/loading.tsx';
import type { useListChoice } from './use-list-choice.ts';

/** Only one of them is needed. */
const Select = lazy(async () => ({ default: (await import('../../../parts/select.tsx')).Select<string> }));
const Combobox = lazy(async () => ({ default: (await import('../../../parts/combobox.tsx')).Combobox }));

/** Lists that a plain choice shows; where there are more, typing finds them. */
const plainMax = 15;

interface ListFieldProps {
  readonly lists: ReturnType<typeof useListChoice>;
  readonly onChoose: (id: string) => void;
}

/** For which list the file is. */
export function ListField({ lists, onChoose }: ListFieldProps) {
  const Field = lists.options.length > plainMax ? Combobox : Select;
  return (
    <Suspense fallback={<Loading label={m.common.loading} />}>
      <Field
        label={m.update.start.list}
        value={lists.chosen?.value ?? null}
        options={lists.options}
        placeholder={lists.isPending ? m.common.loading : m.update.start.chooseList}
        onChange={onChoose}
      />
    </Suspense>
  );
}
