import { Menu } from '@base-ui/react/menu';
import { ChevronDown, Download } from 'lucide-react';
import { apiUrl } from '../../api/connection.ts';
import { m } from '../../messages/messages.ts';
import { buttonClass } from '../../parts/button.tsx';
import menu from '../../parts/menu.module.css';
import styles from './lists.module.css';
import type { CustomerList } from '../../api/use-lists.ts';

/** Customers that a workbook holds, below its row of headers. */
const workbookCustomersMax = 1_048_575;

interface DownloadsProps {
  readonly list: Pick<CustomerList, 'id' | 'name' | 'customers'>;
  /** Among others of its kind, where a button each would be too much. */
  readonly isQuiet?: boolean;
}

/** The sheets of a list: one to fill in, or one with its customers, to be edited and sent back. */
export function Downloads({ list, isQuiet = false }: DownloadsProps) {
  return (
    <Menu.Root>
      <Menu.Trigger className={isQuiet ? styles.quiet : buttonClass()} aria-label={m.lists.downloadOf(list.name)}>
        {!isQuiet && <Download aria-hidden />}
        {m.common.download}
        <ChevronDown aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end" className={menu.positioner}>
          <Menu.Popup className={menu.popup}>
            <Sheets label={m.lists.template} id={list.id} data={false} formats={['xlsx', 'csv']} />
            {list.customers > 0 && (
              <>
                <Menu.Separator className={menu.separator} />
                <Sheets
                  label={m.lists.presentData(list.customers)}
                  id={list.id}
                  data
                  formats={list.customers > workbookCustomersMax ? ['csv'] : ['xlsx', 'csv']}
                />
              </>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

interface SheetsProps {
  readonly label: string;
  readonly id: string;
  readonly data: boolean;
  readonly formats: readonly ('csv' | 'xlsx')[];
}

function Sheets({ label, id, data, formats }: SheetsProps) {
  return (
    <Menu.Group>
      <Menu.GroupLabel className={menu.label}>{label}</Menu.GroupLabel>
      {formats.map((format) => (
        <Menu.Item
          key={format}
          className={menu.item}
          render={
            <a href={apiUrl(`/api/v1/lists/${encodeURIComponent(id)}/template`, { format, data })} download>
              {m.lists.formats[format]}
            </a>
          }
        />
      ))}
    </Menu.Group>
  );
}
