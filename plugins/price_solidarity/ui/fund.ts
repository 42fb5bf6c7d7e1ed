import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  announce,
  ask,
  Calls,
  decimal,
  formOf,
  instant,
  may,
  money,
  Screen,
  shortDay,
  textOf,
  thousandths,
  words,
} from "halle/shell";
import { Accounts, type GetFundReply } from "halle/gen/orders/v1/orders_pb";
import { Coefficients, type DatedPair } from "halle/gen/price_solidarity/v1/price_solidarity_pb";

type Field = "more" | "solidarity";

/** For those who decide: both prices, and what the fund brought and took. */
@customElement("halle-price-solidarity-fund-screen")
export class SolidarityFund extends Screen {
  @state() private pairs: DatedPair[] | null = null;
  @state() private fund: GetFundReply | null = null;

  private readonly calls = new Calls(this, async () => {
    const [{ coefficients }, fund] = await Promise.all([
      ask(Coefficients).get({}),
      may("orders.account.read") ? ask(Accounts).getFund({ fund: "price_solidarity" }) : null,
    ]);
    this.pairs = coefficients;
    this.fund = fund;
  });

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.calls.busy) return;
    const form = formOf(event);
    // Per cent, as typed, in thousandths of the price.
    const typed = (field: Field) => Math.round(thousandths(textOf(form, field)) / 100);
    const coefficients = { more: 1000 + typed("more"), solidarity: 1000 - typed("solidarity") };
    const unread = (["more", "solidarity"] as Field[]).filter((field) =>
      Number.isNaN(coefficients[field]),
    );
    if (unread.length > 0)
      return this.calls.complain(
        unread.map((field) => [field, words("price_solidarity.bad_" + field)]),
      );
    const request = { coefficients };
    await this.calls.change(
      request,
      async (options) => {
        this.pairs = (await ask(Coefficients).set(request, options)).coefficients;
        announce(words("price_solidarity.set_now"));
      },
      { refused: (why) => this.calls.complainOf(why) },
    );
  }

  protected override render(): TemplateResult {
    return html`<div class="narrow">
      <h1>${words("menu.price_solidarity")}</h1>
      <p>${words("price_solidarity.fund_intro")}</p>
      ${this.calls.trouble.length > 0 ? html`${this.calls.alert()}${this.calls.again()}` : nothing}
      ${this.pairs === null
        ? this.calls.waiting()
        : html`${this.fund ? this.balance(this.fund) : nothing} ${this.prices(this.pairs)}`}
    </div>`;
  }

  private balance(fund: GetFundReply): TemplateResult {
    return html`<div class="figures">
        <p class="figure">
          <strong>${money(fund.balanceCents)}</strong> ${words("price_solidarity.in_fund")}
        </p>
      </div>
      ${fund.periods.length === 0
        ? html`<p class="hint">${words("price_solidarity.no_period")}</p>`
        : html`<table class="movements">
            <thead>
              <tr>
                <th scope="col">${words("orders.date")}</th>
                <th scope="col">${words("price_solidarity.cycle")}</th>
                <th scope="col" class="number">${words("price_solidarity.given")}</th>
                <th scope="col" class="number">${words("price_solidarity.used")}</th>
              </tr>
            </thead>
            <tbody>
              ${fund.periods.map(
                (period) =>
                  html`<tr>
                    <td>${shortDay(instant(period.closedAt))}</td>
                    <td>${period.cycleName}</td>
                    <td class="number">
                      <span class="only-small">${words("price_solidarity.given")} </span>${money(
                        period.givenCents,
                      )}
                    </td>
                    <td class="number">
                      <span class="only-small">${words("price_solidarity.used")} </span>${money(
                        period.usedCents,
                      )}
                      ${period.askedCents > period.usedCents
                        ? html`<span class="notes"
                            >${words("price_solidarity.short", {
                              amount: money(period.askedCents - period.usedCents),
                            })}</span
                          >`
                        : nothing}
                    </td>
                  </tr>`,
              )}
            </tbody>
          </table>`}`;
  }

  private prices(pairs: DatedPair[]): TemplateResult {
    const now = pairs[0]?.coefficients;
    const since = pairs[0] ? shortDay(instant(pairs[0].since)) : "";
    return html`<h2>${words("price_solidarity.prices")}</h2>
      <p>
        ${now
          ? words("price_solidarity.now", {
              more: decimal((now.more - 1000) * 100),
              less: decimal((1000 - now.solidarity) * 100),
              day: since,
            })
          : words("price_solidarity.not_set")}
      </p>
      <form novalidate @submit=${(event: Event) => void this.save(event)}>
        ${this.field("more", now ? decimal((now.more - 1000) * 100) : "")}
        ${this.field("solidarity", now ? decimal((1000 - now.solidarity) * 100) : "")}
        <p class="hint">${words("price_solidarity.from_now")}</p>
        <p>
          <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
            ${words("price_solidarity.set")}
          </button>
        </p>
      </form>`;
  }

  private field(name: Field, value: string): TemplateResult {
    const wrong = this.calls.problem(name);
    return html`<div class="field">
      <label for=${name}>${words("price_solidarity.field_" + name)}</label>
      <input
        id=${name}
        name=${name}
        inputmode="decimal"
        autocomplete="off"
        .value=${value}
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${wrong ? "wrong-" + name : nothing} />
      ${wrong ? html`<p class="wrong" id="wrong-${name}" role="alert">${wrong}</p>` : nothing}
    </div>`;
  }
}
