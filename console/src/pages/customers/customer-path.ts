/** The address of a list's customers. */
export function customersPath(list: string, search = ''): string {
  return `/customers?${new URLSearchParams({ list, ...(search !== '' && { search }) }).toString()}`;
}

/** The address of one customer; keys may have any characters. */
export function customerPath(list: string, key: string): string {
  return `/lists/${encodeURIComponent(list)}/customers/${encodeURIComponent(key)}`;
}

/** Which customer an address names; null: none. Read as it stands, since the router decodes a part of it already. */
export function customerOf(pathname: string): { readonly id: string; readonly key: string } | null {
  const [, lists, id = '', customers, key = ''] = pathname.split('/');
  try {
    return lists === 'lists' && customers === 'customers'
      ? { id: decodeURIComponent(id), key: decodeURIComponent(key) }
      : null;
  } catch {
    return null;
  }
}
