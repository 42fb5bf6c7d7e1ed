import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { counted, finder, monthNow, Screen, words } from "halle/shell";
import type { Offer } from "halle/gen/orders/v1/orders_pb";
import type { Quantity } from "./pending_lines";
import { card, type Counter } from "./product_card";
import type { LineState } from "./saving";
import type { ShopStore } from "./shop_store";

const firstCards = 4; // more than a telephone shows
const someCards = 8;

/** The products of the open cycle, to search and to choose from. */
@customElement("halle-orders-window")
export class OrdersWindow extends Screen implements Counter {
  @property({ attribute: false }) store!: ShopStore;
  @state() private search = "";
  @state() private season = false;
  @state() private grower = "";
  @state() private label = "";
  /** So many products stand in the window so far: a slow device draws them some at a time. */
  @state() private room = firstCards;
  @state() typing: { code: string; text: string } | null = null;
  month = monthNow();
  private offers: Offer[] = [];
  /** Changes with anything that a card shows. */
  private version = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.show(this, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.show(this, false);
  }

  protected override willUpdate(changed: PropertyValues): void {
    // Before `room` is set here, which is then among what changed.
    const onlyRoom = changed.size === 1 && changed.has("room");
    const others = this.offers !== this.store.offers;
    if (others) {
      this.offers = this.store.offers;
      this.room = firstCards;
    }
    if (others || !onlyRoom) ++this.version;
  }

  protected override updated(): void {
    if (this.room < this.offers.length) setTimeout(() => (this.room += someCards));
  }

  line(code: string): Quantity {
    return this.store.line(code);
  }

  state(code: string): LineState | undefined {
    return this.store.state(code);
  }

  asked(offer: Offer): number {
    return this.store.asked(offer);
  }

  set(offer: Offer, wanted: Quantity): void {
    this.store.set(offer, wanted);
  }

  protected override render(): TemplateResult {
    return html`${this.filters()} ${this.products()}`;
  }

  private filters(): TemplateResult {
    const choice = (id: "grower" | "label", all: string, names: string[]): TemplateResult =>
      html`<div class="field">
        <label for=${id}>${words("orders.by_" + id)}</label>
        <select
          id=${id}
          @change=${(event: Event) => (this[id] = (event.target as HTMLSelectElement).value)}>
          <option value="" ?selected=${this[id] === ""}>${words(all)}</option>
          ${names.map(
            (name) => html`<option value=${name} ?selected=${this[id] === name}>${name}</option>`,
          )}
        </select>
      </div>`;
    return html`<form
      class="filters"
      role="search"
      @submit=${(event: Event) => event.preventDefault()}>
      <div class="field search">
        <label for="search">${words("orders.search")}</label>
        <input
          id="search"
          type="search"
          autocomplete="off"
          .value=${this.search}
          @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)} />
      </div>
      ${choice("grower", "orders.all_growers", this.store.growers)}
      ${this.store.labels.length > 0
        ? choice("label", "orders.all_labels", this.store.labels)
        : nothing}
      <label class="check"
        ><input
          type="checkbox"
          .checked=${this.season}
          @change=${(event: Event) => (this.season = (event.target as HTMLInputElement).checked)} />
        ${words("orders.in_season")}</label
      >
    </form>`;
  }

  private products(): TemplateResult {
    const fits = finder(this.search);
    const shown = this.offers.filter((offer) => {
      return (
        (this.search === "" ||
          fits(`${offer.name} ${offer.producer} ${offer.labels.join(" ")} ${offer.origin}`)) &&
        (this.grower === "" || offer.producer === this.grower) &&
        (this.label === "" || offer.labels.includes(this.label)) &&
        (!this.season || offer.months.length === 0 || offer.months.includes(this.month))
      );
    });
    const growers = new Map<string, Offer[]>();
    for (const offer of shown.slice(0, this.room)) {
      const stall = growers.get(offer.producer);
      if (stall) stall.push(offer);
      else growers.set(offer.producer, [offer]);
    }
    return html`<p class="found" role="status">
        ${shown.length === this.offers.length
          ? nothing
          : shown.length === 0
            ? words("orders.nothing_found")
            : counted("orders.found", shown.length)}
      </p>
      ${repeat(
        growers.keys(),
        (name) => name,
        (name) =>
          html`<section class="grower">
            <h2>${name}</h2>
            <ul class="offers">
              ${guard([this.version, growers.get(name)!.length], () =>
                repeat(
                  growers.get(name)!,
                  (offer) => offer.code,
                  (offer) => card(offer, this),
                ),
              )}
            </ul>
          </section>`,
      )}`;
  }
}
