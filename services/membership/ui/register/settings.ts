import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  ask,
  Calls,
  decimal,
  formOf,
  may,
  money,
  Screen,
  session,
  shortDayOf,
  textOf,
  thousandths,
  words,
} from "halle/shell";
import {
  Dues,
  Members,
  PeriodRule,
  type Grid,
  type GridReply,
  type Settings,
} from "halle/gen/membership/v1/membership_pb";
import { against, bracketWords } from "../wording";

const mostBrackets = 9;

function euros(cents: bigint): string {
  return decimal(cents * 10n);
}

/** Cents of what was typed in euros; NaN if it is no sum. */
function cents(text: string): number {
  const typed = thousandths(text.replace("€", ""));
  return typed % 10 === 0 ? typed / 10 : NaN;
}

/** What a membership costs, and what suspends. */
@customElement("halle-membership-settings")
export class MembershipSettings extends Screen {
  private readonly calls = new Calls(this, () => this.read(), { reasons: against });
  @state() private grid: GridReply | null = null;
  @state() private settings: Settings | null = null;
  @state() private brackets: { name: string; cents: string }[] = [];

  private async read(): Promise<void> {
    const [grid, settings] = await Promise.all([
      ask(Dues).getGrid({}),
      may("membership.grid.manage") ? ask(Members).getSettings({}) : null,
    ]);
    [this.grid, this.settings] = [grid, settings];
    this.brackets = grid.current?.brackets.map((one) => ({
      name: one.name,
      cents: euros(one.cents),
    })) ?? [{ name: "", cents: "" }];
  }

  protected override render(): TemplateResult {
    const { grid, settings } = this;
    const manages = may("membership.grid.manage");
    return html`<div class="membership narrow">
      <p class="back"><a href="/membres">${words("membership.all_members")}</a></p>
      <h1>${words("membership.settings")}</h1>
      ${this.calls.alert()}
      ${grid
        ? html`${this.prices(grid)} ${manages ? this.changing(grid) : nothing}
          ${settings ? this.suspension(settings) : nothing}`
        : this.calls.waiting()}
    </div>`;
  }

  private prices({ current, coming, potCents }: GridReply): TemplateResult {
    const table = (grid: Grid) =>
      html`<ul>
          ${grid.brackets.map((one) => html`<li>${bracketWords(one)}</li>`)}
        </ul>
        <p class="hint">
          ${words(
            grid.rule === PeriodRule.CIVIL_YEAR ? "membership.rule_civil" : "membership.rule_year",
          )}
          ${words("membership.target_is", { amount: money(grid.targetCents) })}
        </p>`;
    return html`<h2>${words("membership.price")}</h2>
      ${current ? table(current) : html`<p>${words("membership.no_grid")}</p>`}
      ${coming.map(
        (grid) =>
          html`<h3>${words("membership.price_from", { day: shortDayOf(grid.from) })}</h3>
            ${table(grid)}`,
      )}
      ${potCents === undefined
        ? nothing
        : html`<p>${words("membership.pot_holds", { amount: money(potCents) })}</p>`}`;
  }

  private changing({ current, today }: GridReply): TemplateResult {
    return html`<details class="card" ?open=${!current}>
      <summary><strong>${words("membership.set_price")}</strong></summary>
      <form novalidate @submit=${(event: Event) => this.setPrices(event)}>
        <div class="field">
          <label for="from">${words("membership.price_first_day")}</label>
          <input id="from" name="from" type="date" .defaultValue=${today} />
        </div>
        <div class="field">
          <label for="rule">${words("membership.lasts")}</label>
          <select id="rule" name="rule">
            <option value=${PeriodRule.ONE_YEAR}>${words("membership.rule_year")}</option>
            <option
              value=${PeriodRule.CIVIL_YEAR}
              ?selected=${current?.rule === PeriodRule.CIVIL_YEAR}>
              ${words("membership.rule_civil")}
            </option>
          </select>
        </div>
        <div class="field">
          <label for="target">${words("membership.target")}</label>
          <input
            id="target"
            name="target"
            inputmode="decimal"
            autocomplete="off"
            .defaultValue=${current ? euros(current.targetCents) : ""} />
          <p class="hint">${words("membership.target_more")}</p>
        </div>
        <fieldset>
          <legend>${words("membership.brackets")}</legend>
          ${this.brackets.map(
            (one, i) =>
              html`<div class="two">
                <div class="field">
                  <label for="name-${i}">${words("membership.bracket_name", { n: i + 1 })}</label>
                  <input
                    id="name-${i}"
                    autocomplete="off"
                    maxlength="60"
                    .value=${one.name}
                    @input=${(event: Event) =>
                      (one.name = (event.target as HTMLInputElement).value)} />
                </div>
                <div class="field">
                  <label for="cents-${i}">${words("membership.bracket_price", { n: i + 1 })}</label>
                  <input
                    id="cents-${i}"
                    inputmode="decimal"
                    autocomplete="off"
                    .value=${one.cents}
                    @input=${(event: Event) =>
                      (one.cents = (event.target as HTMLInputElement).value)} />
                </div>
              </div>`,
          )}
          <div class="row">
            ${this.brackets.length < mostBrackets
              ? html`<button
                  type="button"
                  @click=${() => (this.brackets = [...this.brackets, { name: "", cents: "" }])}>
                  ${words("membership.add_bracket")}
                </button>`
              : nothing}
            ${this.brackets.length > 1
              ? html`<button
                  type="button"
                  @click=${() => (this.brackets = this.brackets.slice(0, -1))}>
                  ${words("membership.remove_bracket")}
                </button>`
              : nothing}
          </div>
        </fieldset>
        ${this.calls.alert("grid")}
        <p>
          <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
            ${words("membership.save")}
          </button>
        </p>
      </form>
    </details>`;
  }

  private setPrices(event: Event): void {
    event.preventDefault();
    const data = formOf(event);
    const target = cents(textOf(data, "target"));
    const prices = this.brackets.map((one) => cents(one.cents));
    if (Number.isNaN(target))
      return this.calls.show([words("membership.bad_target")], "grid", true);
    if (prices.some(Number.isNaN))
      return this.calls.show([words("membership.bad_bracket_cents")], "grid", true);
    const grid = {
      from: textOf(data, "from"),
      rule: Number(data.get("rule")),
      targetCents: BigInt(target),
      brackets: this.brackets.map((one, i) => ({
        name: one.name.trim(),
        cents: BigInt(prices[i]),
      })),
    };
    void this.calls.save(
      "grid",
      grid,
      (options) => ask(Dues).setGrid({ grid }, options),
      () => words("membership.saved"),
    );
  }

  private get applyLink(): string {
    const { id } = session()?.here?.organisation ?? {};
    return id ? `/adherer#${id}` : "";
  }

  private suspension(settings: Settings): TemplateResult {
    const set = (next: {
      suspendAfterDays?: number;
      suspendWhenLate: boolean;
      applications: boolean;
    }) =>
      void this.calls.save(
        "settings",
        next,
        (options) => ask(Members).setSettings({ settings: next }, options),
        () => words("membership.saved"),
      );
    return html`<h2>${words("membership.suspension")}</h2>
      <form
        novalidate
        @submit=${(event: Event) => {
          event.preventDefault();
          const data = formOf(event);
          const days = textOf(data, "days").trim();
          if (days !== "" && !/^\d{1,3}$/.test(days))
            return this.calls.show([words("membership.bad_days")], "settings", true);
          set({
            ...(days === "" ? {} : { suspendAfterDays: Number(days) }),
            suspendWhenLate: data.has("late"),
            applications: data.has("applications"),
          });
        }}>
        <div class="field">
          <label for="days">${words("membership.suspend_after")}</label>
          <input
            id="days"
            name="days"
            inputmode="numeric"
            autocomplete="off"
            .defaultValue=${settings.suspendAfterDays === undefined
              ? ""
              : String(settings.suspendAfterDays)} />
          <p class="hint">${words("membership.suspend_never")}</p>
        </div>
        <p>
          <label class="check"
            ><input type="checkbox" name="late" .defaultChecked=${settings.suspendWhenLate} />
            ${words("membership.suspend_late")}</label
          >
        </p>
        <h2>${words("membership.on_line")}</h2>
        <p>
          <label class="check"
            ><input type="checkbox" name="applications" .defaultChecked=${settings.applications} />
            ${words("membership.applications_open")}</label
          >
        </p>
        ${settings.applications && this.applyLink
          ? html`<p class="hint">
              ${words("membership.applications_at")}
              <a href=${this.applyLink}>${new URL(this.applyLink, location.href).href}</a>
            </p>`
          : nothing}
        ${this.calls.alert("settings")}
        <p>
          <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
            ${words("membership.save")}
          </button>
        </p>
      </form>`;
  }
}
