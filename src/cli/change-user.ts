import { scopes } from '../access/principal.ts';
import type { UserEntry } from '../access/user-ports.ts';
import { presentUser } from './present.ts';
import { printJson } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { withAccess } from './with-access.ts';

interface Change {
  /** `usr_…`, or the e-mail address. */
  readonly user: string;
  readonly password?: string;
  readonly disabled?: boolean;
  readonly json: boolean;
  /** What a person reads when it is done. */
  readonly said: (changed: UserEntry) => string;
}

/** Changes a user, whatever his organization. */
export async function changeUser(terminal: Terminal, { said, json, ...change }: Change): Promise<void> {
  await withAccess(terminal, async ({ access, root }) => {
    const changed = await access.users.change({ ...change, top: root, granter: new Set(scopes) });
    if (json) printJson(terminal, presentUser(changed));
    else terminal.out(`${said(changed)}\n`);
  });
}
