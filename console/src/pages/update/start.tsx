import { useState } from 'react';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { Card } from '../../parts/card.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { FileChoice } from './start/file-choice.tsx';
import { fileTrouble } from './start/file-trouble.ts';
import { ListField } from './start/list-field.tsx';
import { Options, type SendOptions, standardOptions } from './start/options.tsx';
import { RecentBatches } from './start/recent-batches.tsx';
import { Templates } from './start/templates.tsx';
import { useIncomingFile } from './start/use-incoming-file.ts';
import { useListChoice } from './start/use-list-choice.ts';
import { useSending } from './start/use-sending.ts';
import styles from './start.module.css';

/** Where an update from a file begins: which list, which file. */
export function UpdateStart() {
  const mayRead = useMay('customers:read');
  const mayReadBatches = useMay('batches:read');
  const lists = useListChoice();
  const list = lists.chosen?.value ?? null;
  return (
    <>
      <PageHeader title={m.update.title} lead={m.update.lead} />
      {!mayRead && <Notice kind="warning">{m.update.start.mayNotRead}</Notice>}
      {/* A file that was dropped before it is known which lists there are would wait for nothing. */}
      {mayRead && (lists.isPending ? <Loading label={m.common.loading} /> : <Start lists={lists} />)}
      {mayReadBatches && list !== null && <RecentBatches list={list} />}
    </>
  );
}

function Start({ lists }: { lists: ReturnType<typeof useListChoice> }) {
  const sending = useSending();
  const [file, setFile] = useState<File | null>(null);
  const [options, setOptions] = useState<SendOptions>(standardOptions);
  const [trouble, setTrouble] = useState<string | null>(null);
  const list = lists.chosen?.value ?? null;
  const send = (chosen: File, to: string | null, others = 0): void => {
    const fault = fileTrouble(chosen);
    setTrouble(fault ?? (others > 0 ? m.update.start.oneFile(chosen.name) : null));
    sending.reset();
    setFile(fault === null ? chosen : null);
    if (fault === null && to !== null) sending.mutate({ ...options, file: chosen, list: to });
  };
  const isOver = useIncomingFile({
    onFile: (chosen, others) => send(chosen, list, others),
    onNoTable: () => setTrouble(m.update.start.noTable),
    pastedName: m.update.start.pastedName,
  });
  return (
    <div className={styles.page}>
      {isOver && <div className={styles.over}>{m.update.start.dropHere}</div>}
      <Card title={m.update.start.whichList}>
        {lists.error && <ErrorState error={lists.error} onRetry={() => void lists.refetch()} />}
        <ListField
          lists={lists}
          onChoose={(to) => {
            lists.choose(to);
            if (file) send(file, to);
          }}
        />
        {list !== null && <Templates list={list} />}
      </Card>
      <Card title={m.update.start.whichFile}>
        <FileChoice
          file={file}
          isListMissing={list === null}
          trouble={trouble}
          sending={sending}
          onFile={(chosen) => send(chosen, list)}
        />
        <Options options={options} isCompany={list !== null && !list.startsWith('camp_')} onChange={setOptions} />
      </Card>
    </div>
  );
}
