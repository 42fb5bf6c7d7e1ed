import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, Calls, formOf, Screen, session, textOf, words } from "halle/shell";
import { Workshops, type Settings } from "halle/gen/workshops/v1/workshops_pb";
import { check, field } from "./session/fields";
import { hoursText, minutesOfHours } from "./session/session_values";

/** How an association offers places and what it keeps of those given back late. */
@customElement("halle-workshops-settings")
export class WorkshopsSettings extends Screen {
  @state() private settings: Settings | null = null;
  private readonly calls = new Calls(this, async () => {
    this.settings = await ask(Workshops).getSettings({});
  });

  private save(event: Event): void {
    event.preventDefault();
    const form = formOf(event);
    const hours = (name: string) => minutesOfHours(textOf(form, name));
    const percent = textOf(form, "late_percent").trim();
    const settings = {
      offerMinutes: hours("offer_minutes"),
      lastOfferMinutes: hours("last_offer_minutes"),
      freeUntilMinutes: hours("free_until_minutes"),
      latePercent: /^\d{1,3}$/.test(percent) ? Number(percent) : -1,
      smallerMayPass: form.has("smaller_may_pass"),
      publicPage: form.has("public_page"),
    };
    const wrong = (["offer_minutes", "last_offer_minutes", "free_until_minutes"] as const)
      .filter((name) => hours(name) < 0)
      .map((name): [string, string] => [name, words("workshops.bad_hours")]);
    if (wrong.length > 0) return void this.calls.complain(wrong);
    void this.calls.change(
      settings,
      async (options) => {
        this.settings = await ask(Workshops).setSettings({ settings }, options);
        announce(words("workshops.settings_saved"));
      },
      { refused: (why) => this.calls.complainOf(why) },
    );
  }

  protected override render(): TemplateResult {
    const now = this.settings;
    if (!now)
      return html`<h1>${words("workshops.settings")}</h1>
        ${this.calls.alert()} ${this.calls.waiting()}`;
    const page = `/a/${session()?.here?.organisation?.code}/ateliers`;
    const hours = (name: string, minutes: number) =>
      field(this.calls, name, {
        value: hoursText(minutes),
        mode: "decimal",
        hint: `workshops.hint_${name}`,
      });
    return html`<div class="shifts narrow">
      <h1>${words("workshops.settings")}</h1>
      ${this.calls.alert()}
      <form novalidate @submit=${(event: Event) => this.save(event)}>
        <h2>${words("workshops.settings_list")}</h2>
        ${hours("offer_minutes", now.offerMinutes)}
        ${hours("last_offer_minutes", now.lastOfferMinutes)}
        ${check("smaller_may_pass", "workshops.smaller_may_pass", now.smallerMayPass)}
        <h2>${words("workshops.settings_late")}</h2>
        ${hours("free_until_minutes", now.freeUntilMinutes)}
        ${field(this.calls, "late_percent", {
          value: String(now.latePercent),
          mode: "numeric",
          hint: "workshops.hint_late_percent",
        })}
        <h2>${words("workshops.settings_public")}</h2>
        ${check("public_page", "workshops.public_page", now.publicPage)}
        ${now.publicPage
          ? html`<p class="hint">
              ${words("workshops.public_at")}
              <a href=${page} target="_self">${location.host + page}</a>
            </p>`
          : nothing}
        <p><button class="primary">${words("workshops.save")}</button></p>
      </form>
    </div>`;
  }
}
