/** Turns drawn numbers into choices, the same ones each time. */
export class Dice {
  private used = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** From 0 up to below the limit. */
  below(limit: number): number {
    const number = this.numbers[this.used % this.numbers.length] ?? 0;
    // A roll that has been used before must not repeat itself.
    const turn = Math.floor(this.used / this.numbers.length);
    this.used += 1;
    return (number + turn * 7919) % Math.max(1, limit);
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === times - 1;
  }

  of<T>(choices: readonly T[]): T | undefined {
    return choices[this.below(choices.length)];
  }

  /** Some of them, each once. */
  some<T>(choices: readonly T[], count: number): T[] {
    const rest = [...choices];
    const chosen: T[] = [];
    while (chosen.length < count && rest.length > 0) chosen.push(...rest.splice(this.below(rest.length), 1));
    return chosen;
  }
}
