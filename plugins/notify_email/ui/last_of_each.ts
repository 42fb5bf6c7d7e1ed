/**
 * Sends values one call at a time, of each key the last one: a choice can change again while the
 * one before is on its way. After a call that failed nothing that waits is sent.
 */
export class LastOfEach<T> {
  private readonly waiting = new Map<string, T>();
  private sent: { key: string; value: T } | null = null;

  /**
   * `send` answers whether it was done and does not throw; `changed` is called after each change of
   * get().
   */
  constructor(
    private readonly send: (key: string, value: T) => Promise<boolean>,
    private readonly changed: () => void = () => {},
  ) {}

  /** What was set of a key and is not answered yet. */
  get(key: string): T | undefined {
    return this.waiting.get(key) ?? (this.sent?.key === key ? this.sent.value : undefined);
  }

  set(key: string, value: T): void {
    this.waiting.set(key, value);
    if (!this.sent) void this.run();
    this.changed();
  }

  private async run(): Promise<void> {
    // The loop also reaches what is set meanwhile.
    for (const [key, value] of this.waiting) {
      this.waiting.delete(key);
      this.sent = { key, value };
      if (!(await this.send(key, value))) this.waiting.clear();
    }
    this.sent = null;
    this.changed();
  }
}
