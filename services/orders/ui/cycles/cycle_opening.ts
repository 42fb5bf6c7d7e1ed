import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  addDays,
  announce,
  ask,
  Calls,
  counted,
  dayOf,
  instant,
  local,
  Screen,
  words,
} from "halle/shell";
import { Cycles, type Cycle } from "halle/gen/orders/v1/orders_pb";
import { Products } from "halle/gen/catalogue/v1/catalogue_pb";
import { nameFor, nextDates } from "./cycle_dates";
import { allOffers } from "../offers";

interface Grower {
  name: string;
  products: number;
  taken: boolean;
}
type Field = "name" | "day" | "hour" | "pickup" | "growers";

/** What the server calls the fields. */
const fields: Record<string, Field> = {
  name: "name",
  closes: "day",
  pickup: "pickup",
  producer: "growers",
};

/** Opens a cycle; the one before is where one starts from. Tells `opened` with its id. */
@customElement("halle-orders-opening")
export class OrdersOpening extends Screen {
  @state() private ready = false;
  @state() private last: Cycle | null = null;
  @state() private name = "";
  @state() private day = "";
  @state() private hour = "20:00";
  @state() private pickup = "";
  @state() private growers: Grower[] = [];
  @state() private wrong: Partial<Record<Field, string>> = {};
  /** Whether the name was typed: one that was proposed follows the day of the pick-up. */
  private named = false;
  private readonly calls = new Calls(this, () => this.read());

  private async read(): Promise<void> {
    const [{ cycles }, { products }] = await Promise.all([
      ask(Cycles).list({}),
      ask(Products).list({}),
    ]);
    const before = cycles[0] ?? null;
    const offered = new Set(
      before ? (await allOffers(before.id)).map((offer) => offer.producer) : [],
    );
    const count = new Map<string, number>();
    for (const { producer } of products) count.set(producer, (count.get(producer) ?? 0) + 1);
    this.growers = [...count]
      .map(([name, n]) => ({ name, products: n, taken: offered.size === 0 || offered.has(name) }))
      .sort((a, b) => a.name.localeCompare(b.name, "fr"));
    this.last = before;
    const now = local(new Date());
    const today = now.slice(0, 10);
    const next = before
      ? nextDates(local(instant(before.closesAt)), before.pickup, now)
      : { closes: addDays(today, 7) + "T20:00", pickup: addDays(today, 8) };
    [this.day, this.hour] = next.closes.split("T");
    this.pickup = next.pickup;
    this.propose();
    this.ready = true;
  }

  private propose(): void {
    if (this.named || !this.pickup) return;
    this.name = this.last
      ? nameFor(this.last.name, this.last.pickup, this.pickup)
      : words("orders.first_cycle", { day: dayOf(this.pickup) });
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.calls.busy) return;
    const taken = this.growers.filter((grower) => grower.taken);
    this.calls.show([]);
    this.wrong = {
      ...(this.name.trim() ? {} : { name: words("orders.bad_name") }),
      ...(this.day ? {} : { day: words("orders.choose_day") }),
      ...(this.hour ? {} : { hour: words("orders.choose_hour") }),
      ...(this.pickup ? {} : { pickup: words("orders.choose_day") }),
      ...(taken.length > 0 ? {} : { growers: words("orders.choose_grower") }),
    };
    if (Object.keys(this.wrong).length > 0) return this.showWrong();
    const request = {
      name: this.name.trim(),
      closes: `${this.day}T${this.hour}`,
      pickup: this.pickup,
      producers: taken.length === this.growers.length ? [] : taken.map((grower) => grower.name),
    };
    await this.calls.change(
      request,
      async (options) => {
        const cycle = await ask(Cycles).open(request, options);
        announce(words("orders.opened_now"));
        this.dispatchEvent(new CustomEvent("opened", { detail: cycle.id }));
      },
      {
        refused: (why) => {
          for (const { field, reason } of why.fields)
            if (fields[field]) this.wrong = { ...this.wrong, [fields[field]]: words(reason) };
          if (Object.keys(this.wrong).length === 0) return false;
          void this.showWrong();
          return true;
        },
      },
    );
  }

  private async showWrong(): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  protected override render(): TemplateResult {
    const heading = html`<h1>${words("orders.open_cycle")}</h1>`;
    if (!this.ready)
      return html`${heading}${this.calls.alert()}${this.calls.trouble.length > 0
        ? this.calls.again("primary")
        : this.calls.waiting()}`;
    if (this.growers.length === 0)
      return html`${heading}
        <p class="state">${words("orders.nothing_to_offer")}</p>
        <p>
          <a class="button primary" href="/importer-produits">${words("menu.import_products")}</a>
        </p>`;
    return html`<form
      class="narrow"
      novalidate
      @submit=${(event: Event) => void this.submit(event)}>
      ${heading}
      ${this.last
        ? html`<p class="band">${words("orders.from_before", { name: this.last.name })}</p>`
        : nothing}
      ${this.calls.alert()}
      ${this.field("name", "orders.cycle_name", "text", (value) => {
        this.name = value;
        this.named = true;
      })}
      <fieldset>
        <legend>${words("orders.closing")}</legend>
        <div class="two">
          ${this.field(
            "day",
            "orders.closing_day",
            "date",
            (value) => (this.day = value),
            this.inWords(this.day),
          )}
          ${this.field("hour", "orders.closing_hour", "time", (value) => (this.hour = value))}
        </div>
      </fieldset>
      ${this.field(
        "pickup",
        "orders.pickup_day",
        "date",
        (value) => {
          this.pickup = value;
          this.propose();
        },
        this.inWords(this.pickup),
      )}
      <fieldset>
        <legend>${words("orders.growers")}</legend>
        ${this.complaint("growers")}
        ${this.growers.map(
          (grower, i) =>
            html`<div>
              <label class="check">
                <input
                  type="checkbox"
                  id=${i === 0 ? "growers" : nothing}
                  .checked=${grower.taken}
                  aria-invalid=${i === 0 && this.wrong.growers ? "true" : nothing}
                  aria-describedby=${i === 0 && this.wrong.growers ? "growers-wrong" : nothing}
                  @change=${(event: Event) => {
                    grower.taken = (event.target as HTMLInputElement).checked;
                    this.requestUpdate();
                  }} />
                <span
                  >${grower.name}
                  <span class="hint nowrap"
                    >${counted("orders.products", grower.products)}</span
                  ></span
                >
              </label>
            </div>`,
        )}
      </fieldset>
      <p class="hint">${words("orders.open_more")}</p>
      <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
        ${words("orders.open_now_button")}
      </button>
    </form>`;
  }

  /** A date field shows it as the browser is set: in words nobody takes the month for the day. */
  private inWords(day: string): string {
    return day ? dayOf(day) : "";
  }

  private complaint(field: Field): TemplateResult | typeof nothing {
    const text = this.wrong[field];
    return text ? html`<p class="wrong" id="${field}-wrong">${text}</p>` : nothing;
  }

  private field(
    field: "name" | "day" | "hour" | "pickup",
    label: string,
    type: string,
    set: (value: string) => void,
    hint = "",
  ): TemplateResult {
    const wrong = this.wrong[field] !== undefined;
    return html`<div class="field">
      <label for=${field}>${words(label)}</label>
      ${this.complaint(field)}
      <input
        id=${field}
        type=${type}
        autocomplete="off"
        .value=${this[field]}
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${[wrong ? field + "-wrong" : "", hint ? field + "-hint" : ""]
          .join(" ")
          .trim() || nothing}
        @input=${(event: Event) => set((event.target as HTMLInputElement).value)} />
      ${hint ? html`<p class="hint" id="${field}-hint">${hint}</p>` : nothing}
    </div>`;
  }
}
