// Saving a basket line by line. Each line is on its own: saving one never waits for another and
// never undoes it. Of one line, one operation at a time is on its way, whatever the number of tabs.
import type { Exclusive, Pending, Quantity, Store } from "./pending_lines";

export type LineState =
  | { kind: "saving" }
  | { kind: "saved"; at: Date }
  | { kind: "waiting" } // no answer yet: will be sent again
  | { kind: "refused"; text: string; wanted: Quantity };

export interface Failure {
  text: string;
  /** It may have happened or not: sent again as the same operation, it happens once. */
  open: boolean;
}

export interface Surroundings {
  send(line: Pending): Promise<void>;
  failure(error: unknown): Failure;
  newOperation(): string;
  /** A state changed. */
  changed(): void;
  /** Another tab had its answer: what is saved may differ from what this one shows. */
  elsewhere(): void;
  /** The server refused: its word counts. */
  refused(code: string, error: unknown): void;
  store: Store;
  exclusive: Exclusive;
}

/** How it went: all saved, something still without an answer, or something refused. */
export type Outcome = "saved" | "waiting" | "refused";

const pause = 400; // milliseconds without another change
const first = 1_000;
const longest = 15_000;

export class Saving {
  readonly states = new Map<string, LineState>();
  private readonly pending = new Map<string, Pending>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly waits = new Map<string, number>();
  private readonly unkept = new Set<string>();
  private stopped = false;

  constructor(
    private readonly scope: string,
    private readonly around: Surroundings,
  ) {}

  /** Takes up what an earlier visit or another tab left unanswered. */
  async open(): Promise<void> {
    for (const line of await this.around.store.all())
      if (line.scope === this.scope && !this.pending.has(line.code)) {
        this.pending.set(line.code, line);
        this.states.set(line.code, { kind: "waiting" });
      }
    this.around.changed();
    this.resume();
  }

  /** What was asked for and is not answered yet. */
  wanted(): ReadonlyMap<string, Quantity> {
    return this.pending;
  }

  set(code: string, name: string, { quantity, tolerance }: Quantity): void {
    const line: Pending = {
      id: `${this.scope}|${code}`,
      scope: this.scope,
      code,
      name,
      quantity,
      tolerance,
      operation: this.around.newOperation(),
    };
    this.pending.set(code, line);
    this.states.set(code, { kind: "saving" });
    this.waits.delete(code);
    void this.around.store.put(line).catch(() => this.unkept.add(line.operation));
    this.later(code, pause);
    this.around.changed();
  }

  /**
   * Sends what waits: at the start, when the connection is back, when the page goes out of view.
   */
  resume(): void {
    for (const code of this.pending.keys()) this.later(code, 0);
  }

  /** Ends when every line was answered, or one could not be sent. */
  async settled(): Promise<Outcome> {
    const asked = [...this.pending.keys()];
    for (const code of asked) this.states.set(code, { kind: "saving" });
    this.resume();
    while (this.pending.size > 0) {
      if ([...this.pending.keys()].some((code) => this.states.get(code)?.kind === "waiting"))
        return "waiting";
      await new Promise((done) => setTimeout(done, 30));
    }
    return asked.some((code) => this.states.get(code)?.kind === "refused") ? "refused" : "saved";
  }

  /** Leaves the rest to another visit. */
  stop(): void {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private later(code: string, milliseconds: number): void {
    if (this.stopped) return;
    clearTimeout(this.timers.get(code));
    this.timers.set(
      code,
      setTimeout(() => {
        this.timers.delete(code);
        void this.around.exclusive(`halle-line|${this.scope}|${code}`, () => this.send(code));
      }, milliseconds),
    );
  }

  private async send(code: string): Promise<void> {
    const mine = this.pending.get(code);
    if (!mine || this.timers.has(code)) return; // changed while it waited for its turn
    // Another tab may have sent it, or have asked for something else since.
    const line =
      (await this.around.store.get(mine.id).catch(() => undefined)) ??
      (this.unkept.has(mine.operation) ? mine : undefined);
    if (!line) {
      await this.finish(mine, mine, { kind: "saved", at: new Date() });
      this.around.elsewhere();
      return this.around.changed();
    }
    try {
      await this.around.send(line);
      await this.finish(mine, line, { kind: "saved", at: new Date() });
    } catch (error) {
      const { text, open } = this.around.failure(error);
      if (open) {
        const wait = Math.min((this.waits.get(code) ?? first / 2) * 2, longest);
        this.waits.set(code, wait);
        if (this.pending.get(code) === mine) {
          this.states.set(code, { kind: "waiting" });
          this.later(code, wait);
        }
      } else {
        await this.finish(mine, line, { kind: "refused", text, wanted: line });
        if (!this.pending.has(code)) this.around.refused(code, error);
      }
    }
    this.around.changed();
  }

  private async finish(mine: Pending, sent: Pending, state: LineState): Promise<void> {
    this.waits.delete(sent.code);
    await this.around.store.drop(sent).catch(() => undefined);
    // Changed meanwhile: it is sent by a timer of its own.
    if (this.pending.get(sent.code) !== mine) return;
    this.pending.delete(sent.code);
    this.states.set(sent.code, state);
  }
}
