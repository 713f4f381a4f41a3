import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';

export function WebhookState({ disabledAt }: { disabledAt: string | null }) {
  return disabledAt === null ? (
    <Badge tone="updated">{m.webhooks.active}</Badge>
  ) : (
    <Badge tone="failed">{m.webhooks.disabled}</Badge>
  );
}
