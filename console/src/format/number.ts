const whole = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

/** 12,34,567 or 1,234,567: as the reader's locale groups it. */
export function formatNumber(value: number): string {
  return whole.format(value);
}

/** 1.2M: for axes. */
export function formatShort(value: number): string {
  return short.format(value);
}

/** 0.125 → 12.5%. */
export function formatShare(share: number): string {
  return percent.format(share);
}

/** Bytes in the largest unit that leaves a whole number before the point. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const unit = units[power] ?? 'byte';
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, maximumFractionDigits: 1 }).format(
    bytes / 1000 ** power,
  );
}
