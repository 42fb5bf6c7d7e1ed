import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, Calls, Screen, words } from "halle/shell";
import { Calendars } from "halle/gen/workshops/v1/workshops_pb";

/** The address of a member's calendar, for other programs. */
@customElement("halle-workshops-calendar")
export class CalendarAddress extends Screen {
  @state() private address = "";
  private readonly calls = new Calls(this);

  /** Makes the address of the calendar, or takes it away. */
  private async share(open: boolean): Promise<void> {
    await this.calls.change(
      open,
      async (options) => {
        if (open) {
          this.address = location.host + (await ask(Calendars).open({}, options)).path;
          void this.updateComplete.then(() =>
            this.querySelector<HTMLElement>("#calendar-link")?.focus(),
          );
        } else {
          await ask(Calendars).close({}, options);
          this.address = "";
          announce(words("workshops.calendar_closed"));
        }
      },
      { part: "calendar" },
    );
  }

  protected override render(): TemplateResult {
    return html`<details class="card">
      <summary><strong>${words("workshops.calendar")}</strong></summary>
      <p class="hint">${words("workshops.calendar_more")}</p>
      ${this.address
        ? html`<p>
              <a class="button primary" id="calendar-link" href="webcal://${this.address}"
                >${words("workshops.calendar_add")}</a
              >
            </p>
            <div class="field">
              <label for="calendar-address">${words("workshops.calendar_address")}</label>
              <input
                id="calendar-address"
                readonly
                .value=${location.protocol + "//" + this.address}
                @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
            </div>`
        : html`<p>
            <button class="primary" @click=${() => void this.share(true)}>
              ${words("workshops.calendar_open")}
            </button>
          </p>`}
      <p>
        <button @click=${() => void this.share(false)}>${words("workshops.calendar_close")}</button>
      </p>
      ${this.calls.alert("calendar")}
    </details>`;
  }
}
