import { html, nothing, type TemplateResult } from "lit";
import { type Calls, words } from "halle/shell";
import { DueAt, PriceKind, type Price } from "halle/gen/workshops/v1/workshops_pb";
import { check, field } from "./fields";
import { amounts, euros } from "./session_values";

const kinds: [PriceKind, string][] = [
  [PriceKind.UNSPECIFIED, "free"],
  [PriceKind.FIXED, "fixed"],
  [PriceKind.BY_CATEGORY, "by_category"],
  [PriceKind.CONTRIBUTION, "contribution"],
];

/** Labels of the amounts of a kind. */
const labels: Record<PriceKind, Partial<Record<string, string>>> = {
  [PriceKind.UNSPECIFIED]: {},
  [PriceKind.FIXED]: { cents: "price" },
  [PriceKind.BY_CATEGORY]: {
    cents: "price_member",
    reducedCents: "price_reduced",
    visitorCents: "price_visitor",
  },
  [PriceKind.CONTRIBUTION]: { cents: "price_suggested", floorCents: "price_floor" },
};

/** What the session costs one person: a kind, and the amounts of that kind. */
export function priceFields(
  calls: Calls,
  kind: PriceKind,
  price: Price | undefined,
  choose: (kind: PriceKind) => void,
): TemplateResult {
  const wrong = calls.problem("price");
  return html`<fieldset>
    <legend>${words("workshops.part_price")}</legend>
    <div class="field">
      <label for="kind">${words("workshops.price_kind")}</label>
      <select
        id="kind"
        name="kind"
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${wrong ? "wrong-price" : nothing}
        @change=${(event: Event) =>
          choose(Number((event.target as HTMLSelectElement).value) as PriceKind)}>
        ${kinds.map(
          ([value, word]) =>
            html`<option value=${value} .selected=${value === kind}>
              ${words("workshops.price_" + word)}
            </option>`,
        )}
      </select>
      ${wrong ? html`<p class="wrong" id="wrong-price" role="alert">${wrong}</p>` : nothing}
    </div>
    <div class="two">
      ${amounts[kind].map((name) =>
        field(calls, name, {
          value: euros(price?.[name]),
          mode: "decimal",
          label: labels[kind][name],
        }),
      )}
    </div>
    ${kind === PriceKind.UNSPECIFIED
      ? nothing
      : check("on_the_day", "workshops.price_on_the_day", price?.dueAt === DueAt.ATTENDANCE)}
  </fieldset>`;
}
