// Who keeps the planning or marks attendance: the shifts of some weeks, and from there the sheet of
// one. What is shown is in the address: `/planning#<template>/<day>`, `/planning#couverture`,
// `/planning#reglages`.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { addDays, ask, Calls, HashPage, may, Screen, words } from "halle/shell";
import { Planning, ShiftState, type Shift } from "halle/gen/shifts/v1/shifts_pb";
import { begun, freeSeats, keyText, lacks, when } from "../wording";
import "./coverage";
import "../settings/settings";
import "./attendance";

const path = "/planning";
const settings = "reglages";
const coverage = "couverture";
const weeksBack = 4;
const weeksAhead = 4;

@customElement("halle-shifts-planning-screen")
export class ShiftsPlanning extends Screen {
  @state() private shifts: Shift[] | null = null;
  private readonly page = new HashPage(this, path, () => {
    if (this.page.at === "") void this.calls.load();
  });
  private readonly calls = new Calls(this, async () => {
    const { today } = await ask(Planning).listShifts({});
    const days = { from: addDays(today, -7 * weeksBack), until: addDays(today, 7 * weeksAhead) };
    this.shifts = (await ask(Planning).listShifts(days)).shifts;
  });

  protected override render(): TemplateResult {
    if (this.page.at !== "")
      return html`<p class="back"><a href=${path}>${words("shifts.all_shifts")}</a></p>
        ${this.below()}`;
    return html`<div class="shifts narrow">
      <h1>${words("menu.planning")}</h1>
      ${may("shifts.shift.manage")
        ? html`<p>
            <a class="button" href="${path}#${coverage}">${words("shifts.coverage")}</a>
            <a class="button" href="${path}#${settings}">${words("shifts.settings")}</a>
          </p>`
        : nothing}
      ${this.calls.trouble.length > 0
        ? html`${this.calls.alert()}
            <p>${this.calls.again()}</p>`
        : this.shifts === null
          ? this.calls.waiting()
          : this.list(this.shifts)}
    </div>`;
  }

  private below(): TemplateResult {
    if (may("shifts.shift.manage") && this.page.at === settings)
      return html`<halle-shifts-settings></halle-shifts-settings>`;
    if (may("shifts.shift.manage") && this.page.at === coverage)
      return html`<halle-shifts-coverage></halle-shifts-coverage>`;
    return html`<halle-shifts-sheet .at=${this.page.at}></halle-shifts-sheet>`;
  }

  private list(shifts: Shift[]): TemplateResult {
    if (shifts.length === 0) return html`<p>${words("shifts.no_template")}</p>`;
    const planned = (shift: Shift) => shift.state === ShiftState.PLANNED;
    const toMark = shifts.filter((shift) => begun(shift) && planned(shift) && !shift.marked);
    const marked = shifts.filter((shift) => begun(shift) && planned(shift) && shift.marked);
    const coming = shifts.filter((shift) => !begun(shift));
    return html`${toMark.length > 0
        ? html`<h2>${words("shifts.to_mark")}</h2>
            ${this.links(toMark)}`
        : nothing}
      <h2>${words("shifts.coming")}</h2>
      ${coming.length > 0 ? this.links(coming) : html`<p>${words("shifts.none_coming")}</p>`}
      ${marked.length > 0
        ? html`<h2>${words("shifts.marked")}</h2>
            ${this.links([...marked].reverse())}`
        : nothing}`;
  }

  private links(shifts: Shift[]): TemplateResult {
    return html`<ul class="people">
      ${shifts.map((shift) => {
        const gap = shift.state === ShiftState.PLANNED && !begun(shift) && lacks(shift);
        return html`<li>
          <a
            class="button big"
            data-state=${gap ? "open" : nothing}
            href="${path}#${keyText(shift.key)}">
            <strong>${when(shift)}</strong> <span>${shift.title}</span>
            <span
              >${shift.state === ShiftState.CANCELLED
                ? words("shifts.is_off", { reason: shift.reason })
                : words("shifts.held", {
                    n: shift.seats.length - freeSeats(shift),
                    of: shift.seats.length,
                  })}
              ${gap
                ? html`<strong class="few">${words("shifts.important_free")}</strong>`
                : nothing}
              ${shift.beginnersAlone && !begun(shift)
                ? html`<strong class="few">${words("shifts.beginners_alone")}</strong>`
                : nothing}</span
            ></a
          >
        </li>`;
      })}
    </ul>`;
  }
}
