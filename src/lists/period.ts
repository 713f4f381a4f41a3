/** What is wrong with the days from which and to which a campaign runs, or null. */
export function periodFault({ startDate, endDate }: { startDate: string; endDate: string }): string | null {
  // YYYY-MM-DD is in order as text.
  return endDate < startDate ? 'endDate cannot be before startDate' : null;
}
