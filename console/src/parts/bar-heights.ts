/** The least of a bar's parts that can be seen, in hundredths of the plot: three failures among a million must be. */
const leastHeight = 1.5;

interface Part {
  readonly top: number;
  readonly height: number;
}

/** The parts of one stacked bar, from the bottom up, in hundredths of the plot. */
export function heightsOf(values: readonly number[], max: number): readonly Part[] {
  let top = 100;
  return values.map((value) => {
    const height = value === 0 ? 0 : Math.max(leastHeight, (value / max) * 100);
    top -= height;
    return { top: Math.max(0, top), height };
  });
}

/** The round number that the axis ends with, above every sum: 1, 2 or 5 times a power of ten. */
export function axisMax(sums: readonly number[]): number {
  const largest = Math.max(2, ...sums);
  const power = 10 ** Math.floor(Math.log10(largest));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((round) => round >= largest) ?? largest;
}
