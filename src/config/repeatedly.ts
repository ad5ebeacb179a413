/** Does something again and again while a server runs; never two at a time in one process. */
export class Repeatedly {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  /** `failed` hears of what went wrong; it is tried again the next time. */
  constructor(
    private readonly task: () => Promise<unknown>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** The first time after `firstMs`. */
  start(everyMs: number, firstMs = everyMs): void {
    this.timer ??= setTimeout(() => {
      this.run();
      this.timer = setInterval(() => this.run(), everyMs).unref();
    }, firstMs).unref();
  }

  /** What is under way is finished. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private run(): void {
    this.running ??= this.task()
      .then(() => undefined)
      .catch(this.failed)
      .finally(() => {
        this.running = undefined;
      });
  }
}
