/** An exact sum of amounts with at most two decimals. */
export class AmountSum {
  #hundredths = 0n;

  /** Adds a JSON number of at most two decimals and 15 digits: it stands for exactly the amount that was read. */
  add(amount: number): void {
    // Apart, because `amount * 100` is not exact beyond 13 digits.
    const whole = Math.trunc(amount);
    this.#hundredths += BigInt(whole) * 100n + BigInt(Math.round((amount - whole) * 100));
  }

  get text(): string {
    const sign = this.#hundredths < 0n ? '-' : '';
    const digits = (this.#hundredths < 0n ? -this.#hundredths : this.#hundredths).toString().padStart(3, '0');
    return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  }
}
