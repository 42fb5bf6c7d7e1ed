import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ask, Calls, formOf, instant, local, Screen, shortDayOf, textOf, words } from "halle/shell";
import { Feeds, type Feed, type ListZonesReply, Zones } from "halle/gen/premises/v1/premises_pb";
import { fullName, nameOf } from "./wording";

/** Secret addresses at which other programs read the calendar of a zone. */
@customElement("halle-premises-calendars")
export class Calendars extends Screen {
  @property({ attribute: false }) house: ListZonesReply | null = null;
  @state() private feeds: Feed[] | null = null;
  @state() private address = "";
  private readonly calls = new Calls(this, async () => {
    const [{ feeds }, house] = await Promise.all([
      ask(Feeds).list({}),
      this.house ?? ask(Zones).list({}),
    ]);
    [this.feeds, this.house] = [feeds, house];
  });

  protected override updated(changed: PropertyValues): void {
    if (changed.has("address" as keyof Calendars) && this.address)
      this.querySelector<HTMLElement>("#calendar-address")?.focus();
  }

  private open(event: Event): void {
    event.preventDefault();
    const form = formOf(event);
    const request = { zone: textOf(form, "zone"), association: textOf(form, "association") };
    void this.calls.change(null, async (options) => {
      const { path } = await ask(Feeds).open(request, options);
      this.address = location.origin + path;
      await this.calls.refresh();
    });
  }

  private close(feed: Feed): void {
    const request = { feed: feed.id };
    void this.calls.save(
      "",
      request,
      (options) => ask(Feeds).close(request, options),
      () => words("premises.calendar_closed"),
    );
  }

  protected override render(): TemplateResult {
    const { house } = this;
    return html`<div class="narrow">
      <h1>${words("premises.calendars")}</h1>
      <p>${words("premises.calendars_more")}</p>
      ${this.calls.alert()}
      ${house && this.feeds
        ? html`${this.form(house)} ${this.made()} ${this.list(house, this.feeds)}`
        : this.calls.waiting()}
    </div>`;
  }

  private form({ zones, acting }: ListZonesReply): TemplateResult {
    return html`<form @submit=${(event: Event) => this.open(event)}>
      <div class="field">
        <label for="calendar-zone">${words("premises.zone")}</label>
        <select id="calendar-zone" name="zone">
          ${zones.map((zone) => html`<option value=${zone.id}>${fullName(zones, zone)}</option>`)}
        </select>
      </div>
      ${acting.length > 1
        ? html`<div class="field">
            <label for="calendar-for">${words("premises.field_association")}</label>
            <select id="calendar-for" name="association">
              ${acting.map(({ code, name }) => html`<option value=${code}>${name}</option>`)}
            </select>
          </div>`
        : nothing}
      <button class="primary">${words("premises.calendar_open")}</button>
    </form>`;
  }

  private made(): TemplateResult | typeof nothing {
    if (!this.address) return nothing;
    return html`<div class="state" data-state="done">
      <div class="field">
        <label for="calendar-address">${words("premises.calendar_address")}</label>
        <p class="hint" id="calendar-once">${words("premises.calendar_once")}</p>
        <input
          id="calendar-address"
          readonly
          aria-describedby="calendar-once"
          .value=${this.address}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
      </div>
    </div>`;
  }

  private list({ zones }: ListZonesReply, feeds: Feed[]): TemplateResult | typeof nothing {
    if (feeds.length === 0) return nothing;
    return html`<h2>${words("premises.calendars_made")}</h2>
      <ul class="people">
        ${feeds.map((feed) => {
          const zone = zones.find(({ id }) => id === feed.zone);
          const made = shortDayOf(local(instant(feed.madeAt)).slice(0, 10));
          const what = [zone ? fullName(zones, zone) : "", nameOf(feed.association)]
            .filter(Boolean)
            .join(", ");
          return html`<li class="state">
            <p>
              <strong>${what}</strong>
              <span class="notes"
                >${words("premises.calendar_made", { day: made })}${feed.titles
                  ? " " + words("premises.calendar_titles")
                  : ""}</span
              >
            </p>
            <button @click=${() => this.close(feed)}>
              ${words("premises.calendar_close")}<span class="hidden"> ${what}, ${made}</span>
            </button>
          </li>`;
        })}
      </ul>`;
  }
}
