import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  announce,
  ask,
  Calls,
  dayOf,
  formOf,
  Screen,
  textOf,
  thousandths,
  words,
} from "halle/shell";
import { type Lot, Surplus } from "halle/gen/disco_soupe/v1/disco_soupe_pb";
import { kilograms } from "./wording";

/** What is surplus now, and a form to tell more. */
@customElement("halle-disco-soupe-surplus")
export class SurplusList extends Screen {
  @state() private lots: Lot[] | null = null;
  private readonly calls = new Calls(this, async () => {
    this.lots = (await ask(Surplus).list({})).lots;
  });

  read(): void {
    void this.calls.refresh();
  }

  protected override render(): TemplateResult {
    return html`<section aria-labelledby="surplus">
      <h2 id="surplus">${words("disco_soupe.surplus")}</h2>
      ${this.calls.alert()} ${this.lots ? this.list(this.lots) : this.calls.waiting()}
      ${this.form()}
    </section>`;
  }

  private list(lots: Lot[]): TemplateResult {
    if (lots.length === 0) return html`<p>${words("disco_soupe.no_lots")}</p>`;
    return html`<ul class="plain">
      ${lots.map((lot) => this.lot(lot))}
    </ul>`;
  }

  private lot(lot: Lot): TemplateResult {
    const left = lot.grams - lot.usedGrams;
    return html`<li class="card">
      <p>
        <strong>${lot.product}, ${kilograms(lot.grams)}</strong>
        <span class="notes"
          >${words("disco_soupe.until", { day: dayOf(lot.lastDay) })}${lot.grower
            ? words("disco_soupe.by", { name: lot.grower })
            : nothing}</span
        >
      </p>
      ${lot.usedGrams > 0n
        ? html`<p>
            ${left > 0n
              ? words("disco_soupe.used_some", { kg: kilograms(lot.usedGrams) })
              : words("disco_soupe.used_all")}
          </p>`
        : nothing}
      ${left > 0n
        ? html`<p>
            <button class="quiet" @click=${() => this.withdraw(lot)}>
              ${words(
                lot.usedGrams > 0n ? "disco_soupe.withdraw_rest" : "disco_soupe.withdraw",
              )}<span class="hidden"> ${lot.product}</span>
            </button>
          </p>`
        : nothing}
    </li>`;
  }

  private form(): TemplateResult {
    return html`<form novalidate @submit=${(event: Event) => void this.tell(event)}>
      <h3>${words("disco_soupe.tell")}</h3>
      ${this.calls.alert("tell")} ${this.field("product", "text")}
      <div class="two">${this.field("grams", "text")} ${this.field("last_day", "date")}</div>
      <button class="primary">${words("disco_soupe.tell_it")}</button>
    </form>`;
  }

  private field(name: string, type: string): TemplateResult {
    const wrong = this.calls.problem(name, "tell");
    return html`<div class="field">
      <label for="lot-${name}">${words("disco_soupe.field_" + name)}</label>
      <input
        id="lot-${name}"
        name=${name}
        type=${type}
        inputmode=${name === "grams" ? "decimal" : nothing}
        autocomplete="off"
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${wrong ? "wrong-lot-" + name : nothing} />
      ${wrong ? html`<p class="wrong" id="wrong-lot-${name}" role="alert">${wrong}</p>` : nothing}
    </div>`;
  }

  private async tell(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const values = formOf(event);
    const grams = thousandths(textOf(values, "grams"));
    if (!grams) return this.calls.complain([["grams", words("disco_soupe.bad_grams")]], "tell");
    const request = {
      product: textOf(values, "product"),
      grams: BigInt(grams),
      lastDay: textOf(values, "last_day"),
    };
    await this.calls.change(
      request,
      async (options) => {
        await ask(Surplus).tell(request, options);
        announce(words("disco_soupe.told"));
        form.reset();
        await this.changed();
      },
      { part: "tell", refused: (why) => this.calls.complainOf(why, "tell") },
    );
  }

  private withdraw(lot: Lot): void {
    const request = { lot: lot.id };
    void this.calls.change(request, async (options) => {
      await ask(Surplus).withdraw(request, options);
      announce(words("disco_soupe.withdrawn"));
      await this.changed();
    });
  }

  private async changed(): Promise<void> {
    this.dispatchEvent(new Event("told"));
    await this.calls.refresh();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "halle-disco-soupe-surplus": SurplusList;
  }
}
