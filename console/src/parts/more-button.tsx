import { m } from '../messages/messages.ts';
import { Button } from './button.tsx';
import { ErrorState } from './error-state.tsx';
import styles from './table.module.css';

interface MoreButtonProps {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  /** True: the last try to go on failed, by `error`. What is shown stays. */
  readonly isFetchNextPageError: boolean;
  readonly error: Error | null;
  readonly fetchNextPage: () => unknown;
}

/** Below a list that goes on; says so where it could not. */
export function MoreButton(props: MoreButtonProps) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = props;
  if (!hasNextPage) return null;
  return (
    <>
      {isFetchNextPageError && error && <ErrorState error={error} onRetry={() => void fetchNextPage()} />}
      <div className={styles.foot}>
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {m.common.loadMore}
        </Button>
      </div>
    </>
  );
}
