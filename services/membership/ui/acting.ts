import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { announce, asOperation, failure, Operation, Screen } from "halle/shell";
import type { CallOptions } from "@connectrpc/connect";
import { against } from "./spoken";

/**
 * A screen whose parts change things: one at a time, and what is refused is said in the part it
 * concerns.
 */
export abstract class Acting extends Screen {
  @state() protected trouble: string[] = [];
  @state() private wrong = "";
  @state() protected busy = false;
  private readonly operation = new Operation();

  /** Reads again what is shown. */
  protected abstract load(): Promise<void>;

  protected failed(part: string, trouble: string[]): void {
    [this.trouble, this.wrong] = [trouble, part];
    void this.updateComplete.then(() =>
      this.querySelector(".wrong")?.scrollIntoView({ block: "center" }),
    );
  }

  /** Sends one change, and says what came of it. */
  protected async change<T>(
    part: string,
    what: unknown,
    send: (options: CallOptions) => Promise<T>,
    said: (reply: T) => string,
  ): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.trouble = [];
    try {
      const reply = await send(asOperation(this.operation.of([part, what])));
      this.operation.done();
      announce(said(reply));
      await this.load();
      return reply;
    } catch (error) {
      if (!failure(error).open) this.operation.done();
      this.failed(part, against(error));
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  protected refusal(part: string): TemplateResult | typeof nothing {
    if (this.trouble.length === 0 || this.wrong !== part) return nothing;
    return html`<div class="wrong" role="alert">
      ${this.trouble.map((text) => html`<p>${text}</p>`)}
    </div>`;
  }
}
