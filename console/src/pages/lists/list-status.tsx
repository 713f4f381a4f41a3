import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';
import type { CustomerList } from '../../api/use-lists.ts';

/** Whether a list is at work, or its campaign paused. */
export function ListStatus({ status }: Pick<CustomerList, 'status'>) {
  return <Badge tone={status === 'active' ? 'updated' : 'unchanged'}>{m.lists.statuses[status]}</Badge>;
}
