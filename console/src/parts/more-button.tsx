import { m } from '../messages/messages.ts';
import { Button } from './button.tsx';
import styles from './table.module.css';

interface MoreButtonProps {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** Below a list that goes on. */
export function MoreButton({ hasNextPage, isFetchingNextPage, fetchNextPage }: MoreButtonProps) {
  if (!hasNextPage) return null;
  return (
    <div className={styles.foot}>
      <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {m.common.loadMore}
      </Button>
    </div>
  );
}
