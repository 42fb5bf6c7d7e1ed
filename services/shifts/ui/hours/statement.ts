import { html, type TemplateResult } from "lit";
import { addDays, dayOf, instant, shortDay, words } from "halle/shell";
import { DutyState, type Statement } from "halle/gen/shifts/v1/shifts_pb";
import { duration, ruleOf, signed } from "../wording";

/** What the member owes for periods that have ended, on all accounts. */
function owing(statement: Statement): number {
  return [statement.balanceMinutes, ...statement.accounts.map(({ minutes }) => minutes)].reduce(
    (sum, minutes) => sum - Math.min(0, minutes),
    0,
  );
}

/** A calendar month, or a cycle. */
function isMonth({ periodFrom, periodUntil }: Statement): boolean {
  return periodFrom.endsWith("-01") && addDays(periodUntil, 1).endsWith("-01");
}

/** The balance in one sentence and three figures, worded for the member (`own`) or for others. */
export function standing(statement: Statement, own: boolean): TemplateResult {
  const to = own ? "" : "_her";
  const owes = statement.state !== DutyState.ON_TRACK;
  const missing = statement.missingMinutes;
  const month = isMonth(statement);
  const period = month
    ? words("shifts.the_month")
    : words("shifts.the_period", {
        from: dayOf(statement.periodFrom),
        until: dayOf(statement.periodUntil),
      });
  const past = words(month ? "shifts.past_months" : "shifts.past_periods");
  const sentence = owes
    ? words("shifts.late_by" + to, { time: duration(owing(statement)), past })
    : words((missing > 0 ? "shifts.on_track_but" : "shifts.on_track") + to, {
        time: duration(missing),
        period,
      });
  const on = statement.lateOn && dayOf(statement.lateOn);
  const consequence =
    statement.state === DutyState.ALERT
      ? "shifts.nothing_yet"
      : statement.state === DutyState.UNSUBSCRIBED
        ? "shifts.seat_lost_now"
        : "";
  return html`<div class="state" data-state=${owes ? "open" : "done"}>
      <p><strong>${sentence}</strong></p>
      ${statement.household.length > 0
        ? html`<p>
            ${words("shifts.household_hours", { numbers: statement.household.join(", ") })}
          </p>`
        : ""}
      ${statement.waitingMinutes !== 0
        ? html`<p>
            ${words("shifts.waiting_balance" + to, { time: signed(statement.waitingMinutes) })}
          </p>`
        : ""}
      ${consequence ? html`<p>${words(consequence)}</p>` : ""}
      ${owes && missing > 0
        ? html`<p>${words("shifts.late_but", { time: duration(missing), period })}</p>`
        : ""}
      ${on
        ? html`<p>
            ${words((missing > 0 ? "shifts.else_late_on" : "shifts.late_on") + to, { day: on })}
          </p>`
        : ""}
    </div>
    <h3>
      ${month
        ? words("shifts.this_month")
        : words("shifts.from_to", {
            from: dayOf(statement.periodFrom),
            until: dayOf(statement.periodUntil),
          })}
    </h3>
    <dl class="sums">
      <div>
        <dt>${words("shifts.owed")}</dt>
        <dd>${duration(statement.owedMinutes)}</dd>
      </div>
      <div>
        <dt>${words("shifts.done")}</dt>
        <dd>${duration(statement.doneMinutes)}</dd>
      </div>
      <div>
        <dt>${words("shifts.booked")}</dt>
        <dd>${duration(statement.bookedMinutes)}</dd>
      </div>
      ${statement.accounts.map(
        ({ account, minutes }) =>
          html`<div>
            <dt>${words("shifts.account_" + account)}</dt>
            <dd>${signed(minutes)}</dd>
          </div>`,
      )}
    </dl>`;
}

/** Every line with what it comes from, newest first. */
export function lines(statement: Statement): TemplateResult {
  if (statement.entries.length === 0) return html`<p class="hint">${words("shifts.no_entry")}</p>`;
  return html`<table class="movements">
    <thead>
      <tr>
        <th scope="col">${words("shifts.date")}</th>
        <th scope="col">${words("shifts.what")}</th>
        <th scope="col" class="number">${words("shifts.time")}</th>
        <th scope="col" class="number">${words("shifts.balance")}</th>
      </tr>
    </thead>
    <tbody>
      ${[...statement.entries].reverse().map(
        (entry) =>
          html`<tr>
            <td>${shortDay(instant(entry.at))}</td>
            <td>
              ${ruleOf(entry)}${entry.account === "time"
                ? ""
                : ` (${words("shifts.account_" + entry.account)})`}
            </td>
            <td class="number">${signed(entry.minutes)}</td>
            <td class="number">
              <span class="only-small">${words("shifts.balance")} </span>${signed(
                entry.balanceMinutes,
              )}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
