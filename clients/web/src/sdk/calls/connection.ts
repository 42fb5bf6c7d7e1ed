// Whether the server answers, judged by calls that it answers or does not. No single event of the
// browser is trusted: `online` never comes behind a captive portal, nor in some versions of
// Chromium.

const first = 1_000; // milliseconds
const longest = 8_000;
const patience = 5_000; // for one probe

/** Where events come from; other than the page's own in tests. */
export interface Place {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/**
 * Calls `work` whenever the page has a reason to believe that it is used or connected again: a call
 * was answered after one that was not, the browser says that it is on line, the window gets the
 * focus, the page is shown or becomes visible. Returns what ends it.
 */
export function onReturn(
  work: () => void,
  page: Place = window,
  tab: Place & { hidden: boolean } = document,
): () => void {
  const back = (): void => {
    if (answers) work();
  };
  const seen = (): void => {
    if (!tab.hidden) work();
  };
  const events = ["online", "focus", "pageshow"];
  for (const event of events) page.addEventListener(event, work);
  page.addEventListener("halle-connection", back);
  tab.addEventListener("visibilitychange", seen);
  return () => {
    for (const event of events) page.removeEventListener(event, work);
    page.removeEventListener("halle-connection", back);
    tab.removeEventListener("visibilitychange", seen);
  };
}

/**
 * Repeats `work` with growing pauses (1 s to 8 s), and at once at each event of onReturn(), until
 * it answers true or stop(). One attempt runs at a time; an event during an attempt causes another
 * after it.
 */
export class Retry {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pause = first;
  private running = false;
  private wanted = false;
  private end: (() => void) | null = null;

  constructor(
    private readonly work: () => Promise<boolean>,
    private readonly events: (work: () => void) => () => void = onReturn,
  ) {}

  /** Begins and tries at once. Changes nothing if it has begun. */
  start(): void {
    if (!this.end) this.now();
  }

  /** Tries at once, also if it has begun: there is more to do. */
  now(): void {
    this.pause = first;
    this.end ??= this.events(() => void this.attempt());
    void this.attempt();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.end?.();
    this.end = null;
  }

  private async attempt(): Promise<void> {
    this.wanted = true;
    if (this.running) return;
    this.running = true;
    clearTimeout(this.timer);
    let done = false;
    while (this.wanted && this.end && !done) {
      this.wanted = false;
      done = await this.work().catch(() => false);
    }
    this.running = false;
    if (!this.end) return;
    if (done) return this.stop();
    this.timer = setTimeout(() => void this.attempt(), this.pause);
    this.pause = Math.min(this.pause * 2, longest);
  }
}

let answers = true;
let probing: Retry | null = null;

/**
 * Whether the server answered last. Changes are told by the event `halle-connection` of the window.
 */
export function connected(): boolean {
  return answers;
}

function note(now: boolean): void {
  if (answers === now) return;
  answers = now;
  dispatchEvent(new Event("halle-connection"));
}

async function probe(): Promise<boolean> {
  try {
    await fetch("/health", {
      method: "HEAD",
      cache: "no-store",
      signal: AbortSignal.timeout(patience),
    });
    note(true);
  } catch {
    note(false);
  }
  return answers;
}

/** A call was answered, whatever the answer. */
export function answered(): void {
  note(true);
}

/** A call got no answer, or the browser says that it is off line: asks until the server answers. */
export function unanswered(): void {
  (probing ??= new Retry(probe)).start();
}
