const inRupees = { style: 'currency', currency: 'INR' } as const;
const whole = new Intl.NumberFormat(undefined, { ...inRupees, maximumFractionDigits: 0 });
/** As many decimal places as there are: an amount is never rounded for show. */
const exact = new Intl.NumberFormat(undefined, { ...inRupees, maximumFractionDigits: 17 });

/** ₹ in the reader's grouping, with paise where there are any. */
export function formatRupees(value: number): string {
  return (Number.isInteger(value) ? whole : exact).format(value);
}
