import { Tabs } from '@base-ui/react/tabs';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { m } from '../../../messages/messages.ts';
import { buttonClass } from '../../../parts/button.tsx';
import { Notice } from '../../../parts/notice.tsx';
import tabs from '../../../parts/tabs.module.css';
import { formatNumber } from '../../../format/number.ts';
import { applyChoicesIn } from '../apply-choices.ts';
import { CheckingAgain } from '../checking-again.tsx';
import { StepHeading } from '../step-heading.tsx';
import { useStepHref } from '../steps.ts';
import type { Upload } from '../upload-data.ts';
import { willHappen } from '../will-happen.ts';
import { filterTabs, type View, viewOf } from './filters.ts';
import { RowsPanel } from './rows-panel.tsx';
import { SearchField } from './search-field.tsx';
import styles from './check.module.css';

/** The rows of the file, what would become of each, and mending them. */
export function CheckStep({ upload }: { upload: Upload }) {
  const [params, setParams] = useSearchParams();
  const hrefOf = useStepHref(upload.id);
  const view = viewOf(params.get('filter'));
  const search = params.get('search') ?? '';
  const look = (to: { view: View; search: string }): void =>
    setParams(
      (before) => ({
        step: 'check',
        ...applyChoicesIn(before),
        ...(to.view !== 'all' && { filter: to.view }),
        ...(to.search !== '' && { search: to.search }),
      }),
      { replace: true },
    );
  return (
    <>
      <StepHeading
        title={m.update.check.title}
        actions={
          <Link className={buttonClass('primary')} href={hrefOf('apply')}>
            {m.update.check.next}
          </Link>
        }
      >
        <p>{willHappen(upload)}</p>
      </StepHeading>
      <FileWarnings warnings={upload.warnings} />
      <Tabs.Root value={view} onValueChange={(to: View) => look({ view: to, search })}>
        <div className={styles.bar}>
          <Tabs.List className={tabs.list} aria-label={m.update.check.show}>
            {filterTabs(upload).map((tab) => (
              <Tabs.Tab key={tab.view} value={tab.view} className={tabs.tab}>
                {tab.label} <span className={styles.count}>{formatNumber(tab.count)}</span>
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <SearchField value={search} onSearch={(to) => look({ view, search: to })} />
        </div>
        <Tabs.Panel value={view} tabIndex={-1} className={styles.panel}>
          {/* Another view begins at its top. */}
          <RowsPanel key={`${view} ${search}`} upload={upload} view={view} search={search} />
        </Tabs.Panel>
      </Tabs.Root>
      <CheckingAgain upload={upload} />
    </>
  );
}

/** Warnings of the file as a whole that are shown at once. */
const shownMax = 3;

function FileWarnings({ warnings }: Pick<Upload, 'warnings'>) {
  const [isOpen, setOpen] = useState(false);
  if (warnings.length === 0) return null;
  const shown = isOpen ? warnings : warnings.slice(0, shownMax);
  return (
    <Notice
      kind="warning"
      actions={
        warnings.length > shown.length && (
          <button type="button" className={buttonClass('quiet')} onClick={() => setOpen(true)}>
            {m.common.loadMore}
          </button>
        )
      }
    >
      <ul className={styles.warnings}>
        {shown.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Notice>
  );
}
