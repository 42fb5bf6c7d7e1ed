import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from "lit";
import { asOperation, failure, type Failure } from "./ask";
import { words } from "../words/language";
import { Operation } from "./operation";
import { announce } from "../screens/screen";

interface Settings {
  /** When the screen is read: each time it is connected (as without this), or only by load(). */
  read?: "connected" | "on demand";
  /**
   * Why a call failed, a sentence each. With this, alerts are lists, and one that says why a change
   * was refused is scrolled into view.
   */
  reasons?: (error: unknown) => string[];
}

interface Change {
  /** The part of the screen that the change concerns: its alert is shown there. */
  part?: string;
  /** What `busy` is meanwhile; without it the part, or "change". */
  busy?: string;
  /** Handles a refusal; true if nothing is left to show. */
  refused?: (why: Failure, error: unknown) => boolean | void;
}

/** Every reason a call failed for, a sentence each; `named` is a reason that names its value. */
export function reasonsOf(error: unknown, named = ""): string[] {
  const why = failure(error);
  const all = why.fields.map(({ reason, value }) =>
    reason === named && value ? `${words(reason)} (${value})` : words(reason),
  );
  return all.length > 0 ? [...new Set(all)] : [why.text];
}

/** The calls of a screen: reads what it shows, sends changes one at a time, says what failed. */
export class Calls implements ReactiveController {
  /** Why the last call failed, a sentence each; empty if it did not. */
  trouble: readonly string[] = [];
  /** Names the change that is on its way; empty if there is none. */
  busy = "";
  private part = "";
  private wrong: ReadonlyMap<string, string> = new Map();
  private turn = 0;
  /** Whether `trouble` is that of a read, which the next read takes back. */
  private unread = false;
  private readonly operation = new Operation();

  constructor(
    private readonly host: LitElement,
    private readonly read?: () => unknown,
    private readonly settings: Settings = {},
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    if (this.read && this.settings.read !== "on demand") void this.load();
  }

  /** Reads what the screen shows. */
  load(): Promise<void> {
    this.show([]);
    return this.refresh();
  }

  /**
   * The same, while what is shown stays until the answer is there. What a change was refused for
   * stays said.
   */
  async refresh(): Promise<void> {
    const turn = ++this.turn;
    let trouble: string[] = [];
    try {
      await this.read?.();
    } catch (error) {
      trouble = this.reasons(error);
    }
    if (turn !== this.turn) return;
    const failed = trouble.length > 0;
    if (failed || this.unread) this.show(trouble);
    else this.host.requestUpdate();
    this.unread = failed;
  }

  /**
   * Sends a change unless one is on its way. The same `what` is the same operation until it was
   * answered; null is none that could be sent again. True if it was done.
   */
  async change(
    what: unknown,
    send: (options: CallOptions) => Promise<unknown>,
    { part = "", busy = part || "change", refused }: Change = {},
  ): Promise<boolean> {
    if (this.busy) return false;
    this.busy = busy;
    this.show([]);
    try {
      await send(what === null ? {} : asOperation(this.operation.of([part, what])));
      if (what !== null) this.operation.done();
      return true;
    } catch (error) {
      const why = failure(error);
      if (what !== null && !why.open) this.operation.done();
      if (!refused?.(why, error)) this.show(this.reasons(error), part, true);
      return false;
    } finally {
      this.busy = "";
      this.host.requestUpdate();
    }
  }

  /** Sends a change that concerns a part, announces `said` and reads again. */
  async save<T>(
    part: string,
    what: unknown,
    send: (options: CallOptions) => Promise<T>,
    said: (reply: T) => string,
  ): Promise<T | undefined> {
    let answer: T | undefined;
    await this.change(
      what,
      async (options) => {
        answer = await send(options);
        const text = said(answer);
        if (text) announce(text);
        await this.load();
      },
      { part },
    );
    return answer;
  }

  /** Says in a part what went wrong; with no sentence, nothing any more. */
  show(trouble: readonly string[], part = "", scroll = false): void {
    [this.trouble, this.part, this.wrong] = [trouble, part, new Map()];
    this.unread = false;
    this.host.requestUpdate();
    if (scroll && this.settings.reasons)
      void this.host.updateComplete.then(() =>
        this.host.querySelector(".wrong")?.scrollIntoView({ block: "center" }),
      );
  }

  /** Says beside fields of a form what is wrong with them, above them if they are not shown. */
  async complain(wrong: [string, string][], part = ""): Promise<void> {
    this.show([], part);
    this.wrong = new Map(wrong);
    await this.host.updateComplete;
    const field = this.host.querySelector<HTMLElement>("[aria-invalid=true]");
    if (field) field.focus();
    else
      this.show(
        wrong.map(([, text]) => text),
        part,
      );
  }

  /** The same for what a call was refused for; false if it names no field. */
  complainOf(why: Failure, part = ""): boolean {
    if (why.fields.length === 0) return false;
    void this.complain(
      why.fields.map(({ field, reason }) => [field, words(reason)]),
      part,
    );
    return true;
  }

  /** What is wrong with a field. */
  problem(field: string, part = ""): string | undefined {
    return this.part === part ? this.wrong.get(field) : undefined;
  }

  /** What is said in a part of the screen. */
  alert(part = ""): TemplateResult | typeof nothing {
    if (this.trouble.length === 0 || this.part !== part) return nothing;
    return this.settings.reasons
      ? html`<div class="wrong" role="alert">
          ${this.trouble.map((text) => html`<p>${text}</p>`)}
        </div>`
      : html`<p class="wrong" role="alert">${this.trouble.join(" ")}</p>`;
  }

  /** The button that reads again. */
  again(kind: "" | "primary" = ""): TemplateResult {
    return html`<button class=${kind || nothing} @click=${() => void this.load()}>
      ${words("shell.again")}
    </button>`;
  }

  /** What stands where nothing is read yet: that it is on its way, unless it failed. */
  waiting(): TemplateResult | typeof nothing {
    return this.trouble.length > 0 ? nothing : html`<p role="status">${words("shell.loading")}</p>`;
  }

  private reasons(error: unknown): string[] {
    return this.settings.reasons?.(error) ?? [failure(error).text];
  }
}
