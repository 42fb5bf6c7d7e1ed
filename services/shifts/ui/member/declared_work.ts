import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import {
  announce,
  ask,
  Calls,
  Screen,
  shortDayOf,
  subject,
  textOf,
  thousandths,
  words,
} from "halle/shell";
import { Hours, WorkState, type Work } from "halle/gen/shifts/v1/shifts_pb";
import { duration } from "../wording";

/** Work that a member did outside of shifts and declares. */
@customElement("halle-shifts-declared-work")
export class DeclaredWork extends Screen {
  /** The day of today. */
  @property() today = "";
  @property({ attribute: false }) work: Work[] = [];
  /** Reads the member's hours again. */
  @property({ attribute: false }) reload!: () => Promise<void>;
  private readonly calls = new Calls(this);

  private async declare(event: Event): Promise<void> {
    event.preventDefault();
    if (this.calls.busy) return;
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const text = (name: string) => textOf(data, name);
    const hours = thousandths(text("minutes"));
    if (Number.isNaN(hours)) return this.calls.complain([["minutes", words("shifts.bad_minutes")]]);
    const request = {
      member: subject(),
      day: text("day"),
      minutes: Math.round((hours * 60) / 1000),
      what: text("what"),
    };
    await this.calls.change(
      request,
      async (options) => {
        await ask(Hours).declareWork(request, options);
        form.reset();
        announce(words("shifts.declared"));
        await this.reload();
      },
      {
        refused: (why) => {
          if (!this.calls.complainOf(why)) void this.calls.complain([["day", why.text]]);
          return true;
        },
      },
    );
  }

  protected override render(): TemplateResult {
    const states: Record<number, string> = {
      [WorkState.DECLARED]: "waits",
      [WorkState.APPROVED]: "approved",
      [WorkState.DECLINED]: "declined",
    };
    return html`<details class="card">
      <summary><strong>${words("shifts.outside")}</strong></summary>
      <p class="hint">${words("shifts.outside_more")}</p>
      <form novalidate @submit=${(event: Event) => void this.declare(event)}>
        ${this.field("day", "date", this.today)} ${this.field("minutes", "text", "")}
        ${this.field("what", "text", "")}
        <p>
          <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
            ${words("shifts.declare")}
          </button>
        </p>
      </form>
      ${this.work.length > 0
        ? html`<table class="movements">
            <thead>
              <tr>
                <th scope="col">${words("shifts.date")}</th>
                <th scope="col">${words("shifts.what")}</th>
                <th scope="col" class="number">${words("shifts.time")}</th>
                <th scope="col">${words("shifts.decision")}</th>
              </tr>
            </thead>
            <tbody>
              ${this.work.map(
                (one) =>
                  html`<tr>
                    <td>${shortDayOf(one.day)}</td>
                    <td>${one.what}</td>
                    <td class="number">${duration(one.minutes)}</td>
                    <td>${words("shifts.work_" + states[one.state])}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
        : nothing}
    </details>`;
  }

  private field(name: string, type: string, value: string): TemplateResult {
    const wrong = this.calls.problem(name);
    return html`<div class="field">
      <label for=${name}>${words("shifts.work_" + name)}</label>
      <input
        id=${name}
        name=${name}
        type=${type}
        autocomplete="off"
        .defaultValue=${value}
        inputmode=${name === "minutes" ? "decimal" : nothing}
        maxlength=${name === "what" ? 200 : nothing}
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${wrong ? "wrong-" + name : nothing} />
      ${wrong ? html`<p class="wrong" id="wrong-${name}" role="alert">${wrong}</p>` : nothing}
    </div>`;
  }
}
