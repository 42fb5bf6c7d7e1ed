// One product in the shop window.
import { html, nothing, type TemplateResult } from "lit";
import { announce, clock, decimal, money, thousandths, words } from "halle/shell";
import { OfferUnit, type Offer } from "halle/gen/orders/v1/orders_pb";
import { drawing } from "./product_drawings";
import {
  amount,
  content,
  fineStep,
  filling,
  inCase,
  lineCents,
  perUnit,
  step,
  title,
} from "../quantities";
import type { LineState } from "./saving";
import type { Quantity } from "./pending_lines";

const few = 5000; // thousandths: from there on what is left is said
const mostChoices = 12;

/** What a card needs of the shop. */
export interface Counter {
  /** What the basket holds of it. */
  line(code: string): Quantity;
  state(code: string): LineState | undefined;
  /** What all confirmed orders and this basket ask for. */
  asked(offer: Offer): number;
  set(offer: Offer, wanted: Quantity): void;
  /** The field one types in, as typed. */
  typing: { code: string; text: string } | null;
  month: number;
}

export function card(offer: Offer, shop: Counter): TemplateResult {
  const line = shop.line(offer.code);
  const left = offer.available === undefined ? undefined : Number(offer.available);
  const out = left === 0 && line.quantity === 0;
  const season = offer.months.includes(shop.month);
  const notes = [offer.origin, ...offer.labels].filter((note) => note !== "").join(" · ");
  const inside = content(offer);
  return html`<li class="offer" ?data-taken=${line.quantity > 0} data-code=${offer.code}>
    ${drawing(offer.name)}
    <div class="what">
      <h3 id="name-${offer.code}">
        ${offer.name}${inside ? html`, <span class="net">${inside}</span>` : nothing}
      </h3>
      ${notes || season
        ? html`<p class="notes">
            ${notes}${season
              ? html`${notes ? " · " : ""}<span class="season">${words("orders.season_now")}</span>`
              : nothing}
          </p>`
        : nothing}
      <p class="price">
        <strong>${money(offer.priceCents)}</strong> ${perUnit(offer.unit)}
        ${offer.unit === OfferUnit.PIECE && offer.pricePerNetUnitCents > 0n
          ? html`<span class="notes"
              >${words("orders.net_price", {
                price: `${money(offer.pricePerNetUnitCents)} ${perUnit(offer.netUnit)}`,
              })}</span
            >`
          : nothing}
      </p>
      ${left !== undefined && left > 0 && left <= few
        ? html`<p class="few">${words("orders.few", { n: amount(left, offer.unit) })}</p>`
        : nothing}
      ${caseLine(offer, shop)}
    </div>
    ${out ? html`<p class="out">${words("orders.out")}</p>` : stepper(offer, line, shop)}
    ${stateLine(offer, line, shop.state(offer.code))}
  </li>`;
}

function caseLine(offer: Offer, shop: Counter): TemplateResult | typeof nothing {
  const asked = shop.asked(offer);
  const full = filling(offer, asked);
  if (!full) return nothing;
  const values = { size: inCase(full.size, offer.unit), missing: inCase(full.missing, offer.unit) };
  const kind =
    full.size === Number(offer.caseSize) && asked >= Number(offer.minimum) ? "case" : "least";
  const text = words(
    `orders.${kind}_${full.missing === 0 ? "done" : asked === 0 ? "none" : "missing"}`,
    values,
  );
  return html`<p class="case">
    <meter min="0" max=${full.size} .value=${full.have} aria-hidden="true"></meter>
    <span>${text}</span>
  </p>`;
}

function stepper(offer: Offer, line: Quantity, shop: Counter): TemplateResult {
  const name = title(offer);
  const by = step(offer.unit);
  const to = (quantity: number): void => {
    shop.typing = null;
    const next = Math.max(0, quantity);
    if (next !== line.quantity)
      shop.set(offer, { quantity: next, tolerance: next === 0 ? 0 : line.tolerance });
  };
  const read = (text: string): number => {
    const quantity = thousandths(text);
    return offer.unit === OfferUnit.PIECE && quantity % 1000 !== 0 ? NaN : quantity;
  };
  const typed = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    const quantity = read(value);
    if (!Number.isNaN(quantity)) to(quantity);
    shop.typing = { code: offer.code, text: value };
  };
  const left = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    if (Number.isNaN(read(field.value)))
      announce(words(offer.unit === OfferUnit.PIECE ? "orders.whole_number" : "orders.any_number"));
    field.value = decimal(line.quantity);
    shop.typing = null;
  };
  const keys = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    to(line.quantity + by * fineStep(offer.unit));
  };
  const text = shop.typing?.code === offer.code ? shop.typing.text : decimal(line.quantity);
  return html`<div class="stepper" role="group" aria-labelledby="name-${offer.code}">
    <button
      class="step"
      aria-disabled=${line.quantity === 0 ? "true" : "false"}
      aria-label=${words("orders.less", { name })}
      @click=${() => to(line.quantity - by)}>
      −
    </button>
    <span class="count"
      ><input
        inputmode=${offer.unit === OfferUnit.PIECE ? "numeric" : "decimal"}
        size="4"
        autocomplete="off"
        aria-label=${words(
          offer.unit === OfferUnit.PIECE ? "orders.quantity_of" : "orders.weight_of",
          { name },
        )}
        .value=${text}
        @input=${typed}
        @change=${left}
        @blur=${left}
        @keydown=${keys}
        @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
      ${offer.unit === OfferUnit.PIECE
        ? nothing
        : html`<span class="unit" aria-hidden="true"
            >${amount(0, offer.unit).slice(2)}</span
          >`}</span
    >
    <button
      class="step"
      aria-label=${words("orders.more", { name })}
      @click=${() => to(line.quantity + by)}>
      +
    </button>
    ${line.quantity > 0 && offer.caseSize > 0n ? upTo(offer, line, shop) : nothing}
  </div>`;
}

/** "5, or up to 7 if that fills the case" */
function upTo(offer: Offer, line: Quantity, shop: Counter): TemplateResult {
  const by = step(offer.unit);
  const most = Math.min(mostChoices, Math.ceil(Number(offer.caseSize) / by) - 1);
  const choices = Array.from({ length: Math.max(1, most) }, (_, i) => (i + 1) * by);
  if (line.tolerance > 0 && !choices.includes(line.tolerance)) choices.push(line.tolerance);
  choices.sort((a, b) => a - b);
  return html`<label class="upto"
    ><span>${words("orders.up_to", { n: inCase(line.quantity, offer.unit) })}</span>
    <select
      @change=${(event: Event) =>
        shop.set(offer, { ...line, tolerance: Number((event.target as HTMLSelectElement).value) })}>
      <option value="0" ?selected=${line.tolerance === 0}>${words("orders.up_to_no")}</option>
      ${choices.map(
        (more) =>
          html`<option value=${more} ?selected=${line.tolerance === more}>
            ${words("orders.up_to_choice", { n: inCase(line.quantity + more, offer.unit) })}
          </option>`,
      )}
    </select></label
  >`;
}

function stateLine(
  offer: Offer,
  line: Quantity,
  now: LineState | undefined,
): TemplateResult | typeof nothing {
  const cost =
    line.quantity > 0
      ? html`<strong>${money(lineCents(offer.priceCents, line.quantity))}</strong> · `
      : nothing;
  switch (now?.kind) {
    case "saving":
      return html`<p class="saved">${cost}${words("orders.saving")}</p>`;
    case "saved":
      return html`<p class="saved" data-kind="saved">
        ${cost}${words("orders.saved", { time: clock(now.at) })}
      </p>`;
    case "waiting":
      return html`<p class="saved" data-kind="waiting">${cost}${words("orders.waiting")}</p>`;
    case "refused":
      return html`<p class="wrong" role="alert">${now.text}</p>`;
    default:
      return line.quantity > 0
        ? html`<p class="saved">${cost}${words("orders.in_basket")}</p>`
        : nothing;
  }
}
