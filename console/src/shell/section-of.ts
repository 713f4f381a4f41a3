/** Where the records of an address are listed: another organization has others. */
export function sectionOf(location: string): string {
  if (location.startsWith('/uploads/')) return '/update';
  if (location.includes('/customers/')) return '/customers';
  return `/${location.split('/')[1] ?? ''}`;
}
