import { Link } from 'wouter';
import { ApiError } from '../../api/api-error.ts';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { buttonClass } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useList } from '../../api/use-list.ts';
import { type CustomerList, useLists } from '../../api/use-lists.ts';
import { Found } from './found.tsx';
import { statuses, usePaused, useSearchAddress } from './search-address.ts';
import styles from './customers.module.css';

/** `/customers`: finds a customer by whatever one knows of him. */
export function Customers() {
  const mayRead = useMay('customers:read');
  return (
    <>
      <PageHeader title={m.shell.customers} lead={m.customers.lead} />
      {mayRead ? <ChosenList /> : <EmptyState title={m.trouble.notAllowed}>{m.customers.notAllowed}</EmptyState>}
    </>
  );
}

function ChosenList() {
  const { entries: lists, error, refetch } = useLists();
  const { list: chosen } = useSearchAddress();
  // A link may lead to a list that is not among those shown, or that nothing was written to yet.
  const named = useList(chosen);
  const isGone = named.error instanceof ApiError && named.error.status === 404;
  const failed = error ?? (isGone ? null : named.error);
  if (failed && !(lists && (chosen === null || named.data)))
    return <ErrorState error={failed} onRetry={() => void Promise.all([refetch(), named.refetch()])} />;
  if (!lists || (chosen !== null && !named.data && !isGone)) return <Loading label={m.common.loading} />;
  const known = named.data && !lists.some(({ id }) => id === chosen) ? [named.data, ...lists] : lists;
  if (known.length === 0) return <NobodyYet />;
  const only = known.length === 1 ? known[0] : undefined;
  const list = known.find(({ id }) => id === chosen) ?? only;
  return (
    <>
      <SearchBar lists={known} list={list} />
      {list ? <Found list={list} /> : <EmptyState title={m.customers.chooseTitle}>{m.customers.choose}</EmptyState>}
    </>
  );
}

function SearchBar({ lists, list }: { lists: readonly CustomerList[]; list: CustomerList | undefined }) {
  const { setList, search, setSearch, status, setStatus } = useSearchAddress();
  const [text, setText] = usePaused(search, setSearch);
  return (
    <search className={styles.search}>
      <Select
        label={m.customers.list}
        placeholder={m.customers.chooseTitle}
        value={list?.id ?? null}
        options={lists.map((one) => ({ value: one.id, label: one.name, detail: m.lists.types[one.type] }))}
        onChange={setList}
      />
      {list && (
        <>
          <div className={styles.text}>
            <TextField
              type="search"
              label={m.common.search}
              hint={list.kind === 'company' ? m.customers.searchHintOfCompany : m.customers.searchHint}
              value={text}
              onChange={setText}
              autoComplete="off"
              spellCheck={false}
              maxLength={searchCharactersMax}
            />
          </div>
          <Select
            label={m.customers.status}
            value={status}
            options={statuses.map((value) => ({ value, label: m.customers.statusFilter[value] }))}
            onChange={setStatus}
          />
        </>
      )}
    </search>
  );
}

const searchCharactersMax = 256;

function NobodyYet() {
  const mayWrite = useMay('customers:write');
  return (
    <EmptyState
      title={m.customers.nobodyTitle}
      action={
        mayWrite && (
          <Link className={buttonClass()} href="/lists">
            {m.shell.lists}
          </Link>
        )
      }
    >
      {m.customers.nobody}
    </EmptyState>
  );
}
