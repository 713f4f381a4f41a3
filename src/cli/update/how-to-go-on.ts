import { terminalText } from '../terminal-text.ts';

/** How far an update came. */
export interface Reached {
  batchId: string | null;
  /** The service was asked to apply the file; whether it heard it is not known before the batch is. */
  isAsked: boolean;
}

/** What whoever stopped the command should know: the service does not stop with it. */
export function howToGoOn(
  { batchId, isAsked }: Reached,
  { url, organization }: { readonly url: string; readonly organization: string | null },
): string {
  if (batchId === null) {
    return isAsked
      ? '\nStopped while the service was asked to apply the file: `amend batch list` shows whether it does.\n'
      : '\nStopped; nothing was applied.\n';
  }
  const [option, query] =
    organization === null ? ['', ''] : [` --company ${organization}`, `?organization=${organization}`];
  const batch = terminalText(batchId);
  return `
Stopped; the service goes on with ${batch}.

  follow it again, and get its result files
    amend update --follow ${batch}${option}

  cancel what is left of it
    curl -X POST -H "Authorization: Bearer $AMEND_TOKEN" '${url}/api/v1/batches/${batch}/cancel${query}'
`;
}
