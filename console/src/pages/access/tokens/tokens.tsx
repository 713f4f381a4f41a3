import { useState } from 'react';
import { m } from '../../../messages/messages.ts';
import { MoreButton } from '../../../parts/more-button.tsx';
import { SecretDialog } from '../../../parts/secret-dialog.tsx';
import { Section } from '../section.tsx';
import { NewToken } from './new-token.tsx';
import { RevokeToken } from './revoke-token.tsx';
import { TokenTable } from './token-table.tsx';
import { type Token, useTokens } from './use-tokens.ts';

/** The tokens of the organization and of those below it. */
export function Tokens() {
  const tokens = useTokens();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<{ readonly name: string; readonly token: string } | null>(null);
  const [revoking, setRevoking] = useState<Token | null>(null);
  return (
    <>
      <Section
        lead={m.access.token.lead}
        newLabel={m.access.token.new}
        onNew={() => setMaking(true)}
        query={tokens}
        empty={{ title: m.access.token.emptyTitle, text: m.access.token.empty }}
      >
        <TokenTable tokens={tokens.entries ?? []} onRevoke={setRevoking} />
        <MoreButton {...tokens} />
      </Section>
      {isMaking && (
        <NewToken
          onClose={() => setMaking(false)}
          onMade={(token) => {
            setMaking(false);
            setMade(token);
          }}
        />
      )}
      {made && (
        <SecretDialog
          title={m.access.token.made(made.name)}
          label={m.access.token.value}
          secret={made.token}
          hint={m.access.token.use}
          onClose={() => setMade(null)}
        />
      )}
      {revoking && <RevokeToken token={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}
