import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, Calls, Screen, textOf, words } from "halle/shell";
import { type ListZonesReply, type Zone, Zones } from "halle/gen/premises/v1/premises_pb";
import { halfRow, readRules, rulesFields, rulesInWords } from "./rules";
import { asked, fullName } from "./wording";

/** For managers: the zones, what they are made of, and their rules. */
@customElement("halle-premises-zones")
export class PremisesZones extends Screen {
  @state() private house: ListZonesReply | null = null;
  /** The zone whose form is open; "" for a new one. */
  @state() private edited: string | null = null;
  /** How many opening and priority hours the open form has. */
  @state() private hours = { opening: 0, priority: 0 };
  @state() private ownRules = false;
  private readonly calls = new Calls(this, async () => {
    this.house = await ask(Zones).list({});
  });

  private open(zone: Zone | null): void {
    this.edited = zone?.id ?? "";
    this.ownRules = zone?.ownRules ?? false;
    this.hours = {
      opening: zone?.rules?.opening.length ?? 0,
      priority: zone?.rules?.priority.length ?? 0,
    };
    this.calls.show([]);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#zone-name")?.focus());
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const name = textOf(form, "name");
    const half = this.ownRules ? halfRow(form) : undefined;
    if (half) return void this.calls.complain([[half, words("premises.bad_hours")]]);
    const rules = this.ownRules ? readRules(form) : undefined;
    const zone = this.edited ?? "";
    const request = { zone, name, whole: textOf(form, "whole"), rules };
    await this.calls.change(
      request,
      async (options) => {
        await (zone
          ? ask(Zones).change({ zone, name, rules }, options)
          : ask(Zones).add({ name, whole: request.whole, rules }, options));
        this.edited = null;
        announce(words("premises.zone_saved", { name }));
        await this.calls.refresh();
      },
      { refused: (why) => this.calls.complainOf(why) },
    );
  }

  private close(zone: Zone): void {
    const request = { zone: zone.id };
    void this.calls.save(
      "",
      request,
      (options) => ask(Zones).close(request, options),
      () => words("premises.zone_closed", { name: zone.name }),
    );
  }

  protected override render(): TemplateResult {
    return html`<div class="narrow">
      <h1>${words("premises.zones")}</h1>
      <p>${words("premises.zones_more")}</p>
      ${this.calls.alert()}
      ${this.house
        ? html`${this.house.zones.map((zone) =>
            zone.id === this.edited ? this.form(zone) : this.zone(zone),
          )}
          ${this.edited === ""
            ? this.form(null)
            : html`<p>
                <button class="primary" @click=${() => this.open(null)}>
                  ${words("premises.add_zone")}
                </button>
              </p>`}`
        : this.calls.waiting()}
    </div>`;
  }

  private zone(zone: Zone): TemplateResult {
    const { zones } = this.house!;
    const hidden = html`<span class="hidden"> ${zone.name}</span>`;
    const isWhole = zones.some(({ whole }) => whole === zone.id);
    return html`<section class="state">
      <h2>${fullName(zones, zone)}</h2>
      ${zone.ownRules
        ? rulesInWords(zone)
        : html`<p class="notes">
            ${words(zone.rules ? "premises.rules_of_whole" : "premises.no_rules")}
          </p>`}
      <p class="row">
        <button @click=${() => this.open(zone)}>${words("premises.change")}${hidden}</button>
      </p>
      ${isWhole
        ? nothing
        : asked(
            words("premises.close_zone"),
            zone.name,
            words("premises.close_zone_more"),
            words("premises.close_zone_yes"),
            () => this.close(zone),
          )}
    </section>`;
  }

  private form(zone: Zone | null): TemplateResult {
    const wrong = this.calls.problem("name");
    return html`<form class="state" novalidate @submit=${(event: Event) => void this.save(event)}>
      <h2>${zone ? fullName(this.house!.zones, zone) : words("premises.add_zone")}</h2>
      <div class="field">
        <label for="zone-name">${words("premises.field_name")}</label>
        <input
          id="zone-name"
          name="name"
          maxlength="60"
          autocomplete="off"
          .defaultValue=${zone?.name ?? ""}
          aria-invalid=${wrong ? "true" : nothing}
          aria-describedby=${wrong ? "wrong-zone-name" : nothing} />
        ${wrong ? html`<p class="wrong" id="wrong-zone-name" role="alert">${wrong}</p>` : nothing}
      </div>
      ${zone ? nothing : this.wholes()}
      <p>
        <label class="check"
          ><input
            type="checkbox"
            .checked=${this.ownRules}
            @change=${(event: Event) =>
              (this.ownRules = (event.target as HTMLInputElement).checked)} />${words(
            "premises.own_rules",
          )}</label
        >
      </p>
      ${this.ownRules
        ? rulesFields(
            zone?.rules,
            this.house!,
            this.hours,
            (hours) => (this.hours = hours),
            (field) => this.calls.problem(field),
          )
        : nothing}
      <p class="row">
        <button class="primary">${words("premises.save")}</button>
        <button type="button" class="quiet" @click=${() => (this.edited = null)}>
          ${words("premises.leave_it")}
        </button>
      </p>
    </form>`;
  }

  private wholes(): TemplateResult | typeof nothing {
    const { zones } = this.house!;
    if (zones.length === 0) return nothing;
    return html`<div class="field">
      <label for="zone-whole">${words("premises.field_whole")}</label>
      <p class="hint" id="hint-whole">${words("premises.whole_hint")}</p>
      <select id="zone-whole" name="whole" aria-describedby="hint-whole">
        <option value="">${words("premises.whole_none")}</option>
        ${zones.map((zone) => html`<option value=${zone.id}>${fullName(zones, zone)}</option>`)}
      </select>
    </div>`;
  }
}
