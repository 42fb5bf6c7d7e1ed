import { html, nothing, type TemplateResult } from "lit";
import { dayOf, words } from "halle/shell";
import { OrderState, type Offer, type Order } from "halle/gen/orders/v1/orders_pb";
import { amount, inCase } from "../quantities";
import type { Quantity } from "./pending_lines";
import type { ShopStore } from "./shop_store";

/** The basket of a cycle that closed while it was open on the screen. */
export function closedBasket(store: ShopStore, order: Order): TemplateResult {
  const missed = [...(store.saving?.states ?? [])].flatMap(([code, now]): [Offer, Quantity][] => {
    const offer = store.offers.find((one) => one.code === code);
    const wanted = now.kind === "refused" ? now.wanted : store.saving?.wanted().get(code);
    return offer && wanted ? [[offer, wanted]] : [];
  });
  const counts = order.state === OrderState.CONFIRMED;
  return html`<h1>${store.cycle?.name}</h1>
    <div class="state" data-state=${counts ? "done" : "none"}>
      <p><strong>${words("orders.closed_now")}</strong></p>
      <p>
        ${words(counts ? "orders.closed_counts" : "orders.closed_not_confirmed", {
          day: dayOf(store.cycle!.pickup),
        })}
      </p>
    </div>
    ${missed.length > 0
      ? html`<div class="wrong">
          <p>${words("orders.closed_missed")}</p>
          <ul>
            ${missed.map(
              ([offer, wanted]) =>
                html`<li>${offer.name} : ${inCase(wanted.quantity, offer.unit)}</li>`,
            )}
          </ul>
        </div>`
      : nothing}
    <h2>${words("orders.closed_saved")}</h2>
    ${order.lines.length === 0
      ? html`<p>${words("orders.basket_empty")}</p>`
      : html`<ul class="plain">
          ${order.lines.map(
            (line) => html`<li>${line.name} : ${amount(line.quantity, line.unit)}</li>`,
          )}
        </ul>`}
    <p><a class="button" href="/mes-commandes">${words("menu.mine")}</a></p>`;
}
