/** An exact sum of amounts with at most two decimals. */
export class AmountSum {
  #hundredths = 0n;

  /** Adds a JSON number of at most two decimals and 15 digits: it stands for exactly the amount that was read. */
  add(amount: number): void {
    this.#hundredths += BigInt(Math.round(amount * 100));
  }

  /** The nearest number: exact up to 15 digits. */
  get total(): number {
    return Number(this.text);
  }

  get text(): string {
    const sign = this.#hundredths < 0n ? '-' : '';
    const digits = (this.#hundredths < 0n ? -this.#hundredths : this.#hundredths).toString().padStart(3, '0');
    return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  }
}
