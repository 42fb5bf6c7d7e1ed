import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  addDays,
  announce,
  ask,
  Calls,
  counted,
  dayOf,
  formOf,
  go,
  local,
  Screen,
  textOf,
  words,
} from "halle/shell";
import { Sessions, type Session } from "halle/gen/workshops/v1/workshops_pb";
import { field } from "./fields";
import { seriesOf } from "./session_values";

const most = 52;

/** The session again, as it was: on one day or on several, some weeks apart. */
@customElement("halle-workshops-copies")
export class SessionCopies extends Screen {
  @property() session = "";
  @state() private original: Session | null = null;
  @state() private days: string[] = [];
  private first = "";
  private readonly calls = new Calls(this, async () => {
    this.original = await ask(Sessions).get({ session: this.session });
    const day = (this.original.details?.starts ?? "").slice(0, 10);
    const today = local(new Date()).slice(0, 10);
    for (this.first = addDays(day, 7); this.first <= today; ) this.first = addDays(this.first, 7);
    this.days = [this.first];
  });

  private look(event: Event): void {
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const whole = (name: string) => Math.max(1, Number(textOf(form, name)) || 1);
    const times = Math.min(whole("times"), most);
    this.days = seriesOf(textOf(form, "first"), times, whole("weeks"));
  }

  private send(event: Event): void {
    event.preventDefault();
    const publish = (event as SubmitEvent).submitter?.getAttribute("name") === "publish";
    if (this.days.length === 0 || textOf(formOf(event), "first") === "")
      return void this.calls.complain([["first", words("workshops.bad_date")]]);
    const request = { session: this.session, days: this.days, publish };
    void this.calls.change(
      request,
      async (options) => {
        const { sessions } = await ask(Sessions).repeat(request, options);
        announce(
          counted(publish ? "workshops.copied" : "workshops.copied_drafts", sessions.length),
        );
        go(sessions.length === 1 ? "/ateliers#" + sessions[0].id : "/ateliers");
      },
      {
        refused: ({ fields: [wrong] }) => {
          if (!wrong) return false;
          const day = /^\d{4}-\d\d-\d\d/.exec(wrong.value)?.[0];
          const text = words(wrong.reason) + (day ? ` (${dayOf(day)})` : "");
          void this.calls.complain([["first", text]]);
          return true;
        },
      },
    );
  }

  protected override render(): TemplateResult {
    const { original } = this;
    if (!original)
      return html`<h1>${words("workshops.copy")}</h1>
        ${this.calls.alert()} ${this.calls.waiting()}`;
    const off = this.calls.busy ? "true" : "false";
    return html`<form
      class="shifts narrow"
      novalidate
      @submit=${(event: Event) => this.send(event)}
      @input=${(event: Event) => this.look(event)}>
      <h1>${words("workshops.copy_of", { title: original.title })}</h1>
      <p class="hint">${words("workshops.copy_more")}</p>
      ${this.calls.alert()} ${field(this.calls, "first", { type: "date", value: this.first })}
      <div class="two">
        ${field(this.calls, "times", { type: "number", value: "1" })}
        ${this.days.length > 1
          ? field(this.calls, "weeks", { type: "number", value: "1" })
          : nothing}
      </div>
      <div aria-live="polite">
        ${this.days.length > 0
          ? html`<p><strong>${counted("workshops.copies", this.days.length)}</strong></p>
              <ul class="days">
                ${this.days.map((day) => html`<li>${dayOf(day)}</li>`)}
              </ul>`
          : nothing}
      </div>
      <p class="row">
        <button class="primary" name="publish" aria-disabled=${off}>
          ${words("workshops.publish")}
        </button>
        <button aria-disabled=${off}>${words("workshops.keep_draft")}</button>
      </p>
    </form>`;
  }
}
