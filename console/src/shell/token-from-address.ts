/**
 * The token of a link like `/#token=amd_…`, which the demo prints; null: there is none. It leaves the address at once, so
 * that no bookmark or screenshot keeps it. A fragment is never sent to a server.
 */
export const tokenFromAddress: string | null = taken();

function taken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) history.replaceState(null, '', location.pathname + location.search);
  return token;
}
