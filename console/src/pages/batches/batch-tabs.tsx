import { Tabs } from '@base-ui/react/tabs';
import { useSearchParams } from 'wouter';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import tabStyles from '../../parts/tabs.module.css';
import styles from './batch.module.css';
import type { Batch } from './batch-words.ts';
import { ChangesTab } from './changes-tab.tsx';
import { FilesTab } from './files-tab.tsx';
import { OutcomesTab } from './outcomes-tab.tsx';

const tabs = ['outcomes', 'changes', 'files'] as const;
type Tab = (typeof tabs)[number];

const contents = { outcomes: OutcomesTab, changes: ChangesTab, files: FilesTab } as const;

/** Record by record: what became of it, what was changed, and the files to keep. */
export function BatchTabs({ batch }: { batch: Batch }) {
  const mayRead = useMay('customers:read');
  const [params, setParams] = useSearchParams();
  const allowed = mayRead ? tabs : (['files'] as const);
  const chosen = allowed.find((tab) => tab === params.get('tab')) ?? allowed[0];
  const choose = (tab: Tab): void =>
    setParams((before) => new URLSearchParams({ ...keptOf(before), tab }), { replace: true });
  return (
    <Tabs.Root className={styles.tabs} value={chosen} onValueChange={choose}>
      <Tabs.List className={tabStyles.list} aria-label={m.batches.tabsLabel}>
        {allowed.map((tab) => (
          <Tabs.Tab key={tab} className={tabStyles.tab} value={tab}>
            {m.batches.tabs[tab]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {allowed.map((tab) => {
        const Content = contents[tab];
        return (
          <Tabs.Panel key={tab} className={styles.panel} value={tab}>
            <Content batch={batch} />
          </Tabs.Panel>
        );
      })}
    </Tabs.Root>
  );
}

/** Where one came from stays; the filter belongs to the tab that is left. */
function keptOf(params: URLSearchParams): Record<string, string> {
  const from = params.get('from');
  return from === null ? {} : { from };
}
