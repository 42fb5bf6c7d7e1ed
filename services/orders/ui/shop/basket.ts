// The basket: beside the window on a desk, below it on a phone, on paper as a slip.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { counted, day, dayOf, icon, money, Screen, session, words } from "halle/shell";
import type { Cycle, Offer, OrderLine } from "halle/gen/orders/v1/orders_pb";
import { reasons, summed } from "../adjustments";
import { amount, lineCents, perUnit, title } from "../quantities";
import type { Quantity } from "./pending_lines";
import type { ShopStore } from "./shop_store";

/** What the basket shows and what its buttons do. */
interface Basket {
  cycle: Cycle;
  /** Number and, at the counter, name. */
  whose: string;
  atCounter: boolean;
  lines: [Offer, Quantity][];
  unsaved: ReadonlyMap<string, unknown>;
  /** Lines as the server prices them, by code, if modules adjust prices. */
  priced: ReadonlyMap<string, OrderLine>;
  /** A module that adjusts prices does not answer. */
  unadjusted: boolean;
  state: string;
  confirmed: boolean;
  undo: boolean;
  busy: boolean;
  confirm(): void;
  cancel(): void;
  restore(): void;
}

/** The line as the server prices it, if it does so for the quantity shown. */
function pricedLine({ priced }: Basket, offer: Offer, line: Quantity): OrderLine | undefined {
  const found = priced.get(offer.code);
  return found && Number(found.baseCents) === lineCents(offer.priceCents, line.quantity)
    ? found
    : undefined;
}

function cents(basket: Basket, [offer, line]: [Offer, Quantity]): number {
  return Number(
    pricedLine(basket, offer, line)?.totalCents ?? lineCents(offer.priceCents, line.quantity),
  );
}

function total(basket: Basket): number {
  return basket.lines.reduce((sum, line) => sum + cents(basket, line), 0);
}

/** What the total has of adjustments, and that it is not settled before the close. */
function adjusted(basket: Basket): TemplateResult | typeof nothing {
  if (basket.unadjusted) return html`<p class="hint">${words("orders.unadjusted")}</p>`;
  const sums = summed(
    basket.lines.flatMap(([offer, line]) => pricedLine(basket, offer, line) ?? []),
  );
  if (sums.length === 0) return nothing;
  return html`<p class="reasons">${reasons(sums)}</p>
    ${sums.some((one) => one.cents < 0n)
      ? html`<p class="hint">${words("orders.at_close")}</p>`
      : nothing}`;
}

function confirmButton(basket: Basket): TemplateResult {
  return html`<button
    class="primary"
    aria-disabled=${basket.busy ? "true" : "false"}
    @click=${() => basket.confirm()}>
    ${words("orders.confirm")}
  </button>`;
}

function basketPanel(basket: Basket): TemplateResult {
  const { lines, cycle } = basket;
  return html`<section class="basket" id="basket" aria-labelledby="basket-title" tabindex="-1">
    <h2 id="basket-title">${words(basket.atCounter ? "orders.her_basket" : "orders.basket")}</h2>
    <div class="slip">
      <p><strong>${session()?.here?.organisation?.name}</strong>, ${cycle.name}</p>
      <p>${words("orders.slip_for", { whose: basket.whose })}</p>
      <p>${words("orders.pickup", { day: dayOf(cycle.pickup) })} ${basket.state}</p>
      <p>${words("orders.slip_on", { day: day(new Date()) })}</p>
    </div>
    ${lines.length === 0
      ? html`<p>${words("orders.basket_empty")}</p>`
      : html`<div class="lines" tabindex="0" role="region" aria-labelledby="basket-title">
          <table>
            <thead class="slip-head">
              <tr>
                <th scope="col">${words("orders.product")}</th>
                <th scope="col">${words("orders.asked")}</th>
                <th scope="col" class="number">${words("orders.price")}</th>
              </tr>
            </thead>
            <tbody>
              ${lines.map(
                ([offer, line]) =>
                  html`<tr>
                    <th scope="row">
                      ${title(offer)}
                      <span class="on-paper"
                        >${money(offer.priceCents)} ${perUnit(offer.unit)} · ${offer.producer}</span
                      >
                      ${basket.unsaved.has(offer.code)
                        ? html`<span class="not-saved">${words("orders.not_saved")}</span>`
                        : nothing}
                    </th>
                    <td>
                      ${amount(line.quantity, offer.unit)}${line.tolerance > 0
                        ? html`<br />${words("orders.to", {
                              n: amount(line.quantity + line.tolerance, offer.unit),
                            })}`
                        : nothing}
                    </td>
                    <td class="number">
                      ${money(cents(basket, [offer, line]))}
                      ${(pricedLine(basket, offer, line)?.adjustments.length ?? 0) > 0
                        ? html`<span class="notes"
                            >${words("orders.instead_of", {
                              amount: money(lineCents(offer.priceCents, line.quantity)),
                            })}</span
                          >`
                        : nothing}
                    </td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`}
    <div class="foot">
      ${lines.length > 0
        ? html`<p class="sum">
              <span>${words("orders.total")}</span> <strong>${money(total(basket))}</strong>
            </p>
            ${adjusted(basket)}
            <p class="in-words">
              ${basket.confirmed ? "✓ " : ""}${words(
                basket.confirmed ? "orders.short_confirmed" : "orders.state_unconfirmed",
              )}
            </p>
            <div class="only-wide">${basket.confirmed ? nothing : confirmButton(basket)}</div>
            <p class="row">
              <button @click=${() => print()}>${icon("print")}${words("orders.print")}</button>
              <button
                aria-disabled=${basket.busy ? "true" : "false"}
                @click=${() => basket.cancel()}>
                ${words("orders.cancel")}
              </button>
            </p>`
        : nothing}
    </div>
  </section>`;
}

/** At the bottom of a phone's screen: the total, the state and the one button left to press. */
function basketBar(basket: Basket): TemplateResult | typeof nothing {
  if (basket.undo)
    return html`<div class="bar" data-undo>
      <p>${words("orders.cancelled_now")}</p>
      <button
        id="undo"
        class="primary"
        aria-disabled=${basket.busy ? "true" : "false"}
        @click=${() => basket.restore()}>
        ${words("orders.undo")}
      </button>
    </div>`;
  const n = basket.lines.length;
  if (n === 0) return nothing;
  return html`<div class="bar">
    <p class="bar-state" data-state=${basket.confirmed ? "done" : "open"}>
      ${basket.confirmed ? "✓ " : ""}${words(
        basket.confirmed ? "orders.short_confirmed" : "orders.short_unconfirmed",
      )}
      ${basket.unsaved.size > 0 ? counted("orders.short_unsaved", basket.unsaved.size) : nothing}
    </p>
    <button
      class="look"
      @click=${(event: Event) => {
        const panel = (event.target as HTMLElement)
          .closest(".shop")
          ?.querySelector<HTMLElement>("#basket");
        panel?.scrollIntoView();
        panel?.focus({ preventScroll: true });
      }}>
      ${counted("orders.basket_of", n)} <strong>${money(total(basket))}</strong>
    </button>
    ${basket.confirmed ? nothing : confirmButton(basket)}
  </div>`;
}

/** The basket of a shop: its panel, and its bar at the bottom of a phone's screen. */
@customElement("halle-orders-basket")
export class OrdersBasket extends Screen {
  @property({ attribute: false }) store!: ShopStore;
  /** The member's name, for the slip; empty for the caller's own basket. */
  @property() name = "";
  @property({ attribute: false }) atCounter = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.show(this, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.show(this, false);
  }

  private async cancel(): Promise<void> {
    await this.store.cancel();
    await this.updateComplete;
    this.querySelector<HTMLElement>("#undo")?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { store, name } = this;
    if (!store.cycle) return nothing;
    const basket: Basket = {
      cycle: store.cycle,
      whose: (name ? name + ", " : "") + words("orders.number", { number: store.number }),
      atCounter: this.atCounter,
      lines: store.lines(),
      unsaved: store.saving?.wanted() ?? new Map(),
      priced: new Map(store.priced?.lines.map((line) => [line.code, line])),
      unadjusted: store.priced?.unadjusted ?? false,
      state: store.stateText(),
      confirmed: store.confirmed,
      undo: store.undo !== null,
      busy: store.busy,
      confirm: () => void store.confirm(),
      cancel: () => void this.cancel(),
      restore: () => void store.restore(),
    };
    return html`${basketPanel(basket)} ${basketBar(basket)}`;
  }
}
