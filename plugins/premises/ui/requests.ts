// Requests: those that wait for the caller's answer, and what was answered to the caller's own.
import { html, nothing, type TemplateResult } from "lit";
import { instant, local, shortDayOf, words } from "halle/shell";
import { BookingState, type Booking, type Zone } from "halle/gen/premises/v1/premises_pb";
import { fullName, nameOf, whenOf } from "./wording";

/** Requests of any week that wait for the caller's answer; `answer` is told it. */
export function toAnswer(
  requests: Booking[],
  zones: Zone[],
  answer: (booking: Booking, accept: boolean) => void,
): TemplateResult | typeof nothing {
  if (requests.length === 0) return nothing;
  const names = new Map(zones.map((zone) => [zone.id, fullName(zones, zone)]));
  return html`<section aria-labelledby="asked">
    <h2 id="asked">${words("premises.to_answer")}</h2>
    ${requests.map((one) => {
      const what = `${nameOf(one.association)}, ${names.get(one.zone) ?? ""}, ${whenOf(one)}`;
      const hidden = html`<span class="hidden"> ${what}</span>`;
      return html`<div class="state" data-state="open">
        <p>
          <strong>${what}</strong>
          ${one.title ? html`<span class="notes">${one.title}</span>` : nothing}
        </p>
        <p class="notes">
          ${words("premises.answer_until", {
            day: shortDayOf(local(instant(one.answerUntil)).slice(0, 10)),
          })}
        </p>
        <p class="row">
          <button class="primary" @click=${() => answer(one, true)}>
            ${words("premises.accept")}${hidden}
          </button>
          <button @click=${() => answer(one, false)}>${words("premises.refuse")}${hidden}</button>
        </p>
      </div>`;
    })}
  </section>`;
}

/**
 * What the caller's associations have asked for: that it waits, or its answer. Without `requests`,
 * which the caller answers.
 */
export function ownRequests(
  own: Booking[],
  requests: Booking[],
  zones: Zone[],
): TemplateResult | typeof nothing {
  const shown = own.filter(({ id }) => !requests.some((request) => request.id === id));
  if (shown.length === 0) return nothing;
  return html`<section aria-labelledby="own">
    <h2 id="own">${words("premises.own_requests")}</h2>
    <ul class="people">
      ${shown.map((one) => {
        const zone = zones.find(({ id }) => id === one.zone);
        const what = [zone ? fullName(zones, zone) : "", whenOf(one), one.title];
        return html`<li
          class="state"
          data-state=${one.state === BookingState.BOOKED ? "done" : nothing}>
          <p>
            <strong>${words("premises.answer_" + one.state)}</strong>
            ${what.filter(Boolean).join(", ")}
          </p>
        </li>`;
      })}
    </ul>
  </section>`;
}
