import { html, type TemplateResult } from "lit";
import { day, instant, shortDay, words } from "halle/shell";
import { DutyState, type Statement } from "halle/gen/shifts/v1/shifts_pb";
import { duration, ruleOf, signed } from "./spoken";

/** How she stands, in one sentence and three figures; said to herself or of her to others. */
export function standing(statement: Statement, own: boolean): TemplateResult {
  const to = own ? "" : "_her";
  const late = statement.state === DutyState.LATE;
  const missing = statement.missingMinutes;
  const sentence = late
    ? words("shifts.late_by" + to, { time: duration(statement.balanceMinutes) })
    : words((missing > 0 ? "shifts.on_track_but" : "shifts.on_track") + to, { time: duration(missing) });
  const on = statement.lateOn && day(new Date(statement.lateOn + "T12:00Z"));
  return html`<div class="state" data-state=${late ? "open" : "done"}><p><strong>${sentence}</strong></p>
      ${late && missing > 0 ? html`<p>${words("shifts.late_but", { time: duration(missing) })}</p>` : ""}
      ${on ? html`<p>${words((missing > 0 ? "shifts.else_late_on" : "shifts.late_on") + to, { day: on })}</p>` : ""}</div>
    <h3>${words("shifts.this_month")}</h3>
    <dl class="sums">
      <div><dt>${words("shifts.owed")}</dt><dd>${duration(statement.owedMinutes)}</dd></div>
      <div><dt>${words("shifts.done")}</dt><dd>${duration(statement.doneMinutes)}</dd></div>
      <div><dt>${words("shifts.booked")}</dt><dd>${duration(statement.bookedMinutes)}</dd></div>
    </dl>`;
}

/** Every line with what it comes from, newest first. */
export function lines(statement: Statement): TemplateResult {
  if (statement.entries.length === 0) return html`<p class="hint">${words("shifts.no_entry")}</p>`;
  return html`<table class="movements">
    <thead><tr><th scope="col">${words("shifts.date")}</th><th scope="col">${words("shifts.what")}</th>
      <th scope="col" class="number">${words("shifts.time")}</th>
      <th scope="col" class="number">${words("shifts.balance")}</th></tr></thead>
    <tbody>${[...statement.entries].reverse().map((entry) => html`<tr>
      <td>${shortDay(instant(entry.at))}</td><td>${ruleOf(entry)}</td>
      <td class="number">${signed(entry.minutes)}</td>
      <td class="number"><span class="only-small">${words("shifts.balance")} </span>${signed(entry.balanceMinutes)}</td></tr>`)}</tbody>
  </table>`;
}
