import { m } from '../../../messages/messages.ts';
import { Revoke } from '../revoke.tsx';
import { useOwnId } from '../use-own-id.ts';
import { type Token, useRevokeToken } from './use-tokens.ts';

export function RevokeToken({ token, onClose }: { token: Token; onClose: () => void }) {
  const ownId = useOwnId();
  return (
    <Revoke
      revoke={useRevokeToken()}
      entry={token}
      title={m.access.token.revokeTitle(token.name)}
      means={m.access.token.revokeMeans(token.name)}
      warning={token.id === ownId ? m.access.token.isYours : null}
      confirm={m.access.token.confirm}
      onClose={onClose}
    />
  );
}
