// Forms that a member and staff share.
import { html, nothing, type TemplateResult } from "lit";
import { dayOf, money, textOf, words, shortDayOf } from "halle/shell";
import { type Grid, type Member, type Period } from "halle/gen/membership/v1/membership_pb";
import { allMeans, bracketWords, fields, meansWords, owed } from "./wording";

const kinds: Partial<Record<(typeof fields)[number], string>> = {
  email: "email",
  telephone: "tel",
};
const completes: Record<(typeof fields)[number], string> = {
  first_name: "given-name",
  name: "family-name",
  email: "email",
  telephone: "tel",
  street: "street-address",
  post_code: "postal-code",
  town: "address-level2",
};

/**
 * Name and contact; a member's own name stays as it is. `own`: the browser may fill in who sits at
 * it.
 */
export function personFields(
  member: Member | null,
  named: boolean,
  own: boolean,
): TemplateResult[] {
  const value = {
    first_name: member?.firstName,
    name: member?.name,
    email: member?.email,
    telephone: member?.telephone,
    street: member?.street,
    post_code: member?.postCode,
    town: member?.town,
  };
  return fields
    .filter((field) => named || !["first_name", "name"].includes(field))
    .map(
      (field) =>
        html`<div class="field">
          <label for=${field}>${words("membership.field_" + field)}</label>
          <input
            id=${field}
            name=${field}
            type=${kinds[field] ?? "text"}
            autocomplete=${own ? completes[field] : "off"}
            .defaultValue=${value[field] ?? ""} />
        </div>`,
    );
}

export function personOf(data: FormData): Record<string, string> {
  const text = (name: string) => textOf(data, name).trim();
  return {
    name: text("name"),
    firstName: text("first_name"),
    email: text("email"),
    telephone: text("telephone"),
    street: text("street"),
    postCode: text("post_code"),
    town: text("town"),
  };
}

/** Brackets to pick from; the first that covers what a membership costs is picked. */
export function bracketFields(grid: Grid): TemplateResult {
  const usual = grid.brackets.find(({ cents }) => cents >= grid.targetCents) ?? grid.brackets[0];
  return html`<fieldset>
    <legend>${words("membership.which_bracket")}</legend>
    ${grid.brackets.map(
      (one) =>
        html`<p>
          <label class="check"
            ><input
              type="radio"
              name="bracket"
              value=${one.name}
              .defaultChecked=${one === usual} />
            ${bracketWords(one)}</label
          >
        </p>`,
    )}
    <p class="hint">${words("membership.bracket_more", { amount: money(grid.targetCents) })}</p>
  </fieldset>`;
}

export function meansField(later: boolean): TemplateResult {
  return html`<div class="field">
    <label for="means">${words("membership.means")}</label>
    <select id="means" name="means">
      ${later ? html`<option value="0">${words("membership.means_later")}</option>` : nothing}
      ${allMeans.map((means) => html`<option value=${means}>${meansWords(means)}</option>`)}
    </select>
  </div>`;
}

/** One membership in words; `links`: to its receipt. */
export function periodText(period: Period, links: string): TemplateResult {
  return html`<p>
      <strong
        >${words("membership.from_to", {
          from: shortDayOf(period.firstDay),
          until: shortDayOf(period.lastDay),
        })}</strong
      >
    </p>
    <p>
      ${period.bracket
        ? `${period.bracket}, ${money(period.cents)}.`
        : words("membership.taken_over")}
      ${period.cancelledOn
        ? html`<strong
              >${words("membership.cancelled_on", { day: shortDayOf(period.cancelledOn) })}</strong
            >
            ${period.reason ? words("membership.because", { why: period.reason }) : nothing}`
        : owed(period)
          ? html`<strong>${words("membership.to_pay")}</strong>`
          : period.paidOn &&
            words("membership.paid_on", {
              day: dayOf(period.paidOn),
              means: meansWords(period.means).toLowerCase(),
            })}
    </p>
    ${period.receipt > 0
      ? html`<p>
          <a class="button" href="${links}${period.id}"
            >${words("membership.receipt", { n: period.receipt })}</a
          >
        </p>`
      : nothing}`;
}
