// How a member comes: with how many, and at which price where there is a choice.
import { html, nothing, type TemplateResult } from "lit";
import { money, textOf, thousandths, words } from "halle/shell";
import { PriceKind, type Session } from "halle/gen/workshops/v1/workshops_pb";

export interface Choice {
  persons: number;
  reduced?: boolean;
  contributionCents?: bigint;
}

/** What a form says; undefined if an amount cannot be read. */
export function choiceOf(form: FormData): Choice | undefined {
  const persons = Number(textOf(form, "persons"));
  const typed = textOf(form, "contribution").trim();
  const read = thousandths(typed);
  if (Number.isNaN(read) || !Number.isInteger(persons)) return undefined;
  return {
    persons,
    reduced: form.has("reduced"),
    contributionCents: typed === "" ? undefined : BigInt(Math.round(read / 10)),
  };
}

/** Whether a member may choose what to pay. */
export function priceIsChosen(session: Session): boolean {
  const { kind, cents = 0n, reducedCents = 0n } = session.details?.price ?? {};
  return (
    kind === PriceKind.CONTRIBUTION || (kind === PriceKind.BY_CATEGORY && reducedCents < cents)
  );
}

export function choosing(session: Session): TemplateResult {
  const { kind, reducedCents = 0n } = session.details?.price ?? {};
  const chosen = priceIsChosen(session);
  const id = session.id;
  return html`<div class="field">
      <label for="persons-${id}">${words("workshops.persons")}</label>
      <input
        id="persons-${id}"
        name="persons"
        type="number"
        min="1"
        max="20"
        value=${chosen ? "1" : "2"} />
    </div>
    ${kind === PriceKind.BY_CATEGORY && chosen
      ? html`<p>
          <label class="check"
            ><input type="checkbox" name="reduced" />${words("workshops.reduced", {
              price: money(reducedCents),
            })}</label
          >
        </p>`
      : nothing}
    ${kind === PriceKind.CONTRIBUTION
      ? html`<div class="field">
          <label for="contribution-${id}">${words("workshops.contribution_chosen")}</label>
          <input
            id="contribution-${id}"
            name="contribution"
            inputmode="decimal"
            autocomplete="off" />
        </div>`
      : nothing}`;
}
