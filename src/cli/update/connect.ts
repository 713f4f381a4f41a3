import { readSettings } from '../../settings/settings.ts';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { ServiceClient } from './service-client.ts';

/** The running service that AMEND_URL and AMEND_TOKEN name. `organization`: the one to act for; null: the token's own. */
export function connect(
  { environment, signal }: Terminal,
  organization: string | null,
): { readonly service: ServiceClient; readonly url: string } {
  const { serviceUrl: url, serviceToken: token } = readSettings(environment);
  if (token === null || !/^[!-~]+$/.test(token)) {
    const message = 'Set AMEND_TOKEN to a token of the service; `amend token create --org CEK…` makes one.';
    throw new CommandError(message, { exitCode: exitCodes.usage });
  }
  return { service: new ServiceClient({ url, token, organization, signal }), url };
}
