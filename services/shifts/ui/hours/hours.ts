// For who may read everybody's hours: who gave how much in a month, declared work that waits, and
// from there one member's statement. What is shown is in the address: `/heures`, `/heures#2026-03`,
// `/heures#n/12`.
import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  addMonths,
  ask,
  Calls,
  counted,
  dayOf,
  formOf,
  HashPage,
  icon,
  may,
  monthName,
  Screen,
  shortDayOf,
  textOf,
  words,
} from "halle/shell";
import {
  Hours,
  LeaveKind,
  type Leave,
  type ListMonthReply,
  type MonthRow,
  type Statement,
  type Work,
} from "halle/gen/shifts/v1/shifts_pb";
import { csvToRead, download } from "halle/sheets";
import { against, duration, signed } from "../wording";
import { everybody, nameOf, type People } from "../member_names";
import { lines, standing } from "./statement";

const path = "/heures";

@customElement("halle-shifts-hours-screen")
export class ShiftsHours extends Screen {
  @state() private month: ListMonthReply | null = null;
  @state() private statement: Statement | null = null;
  @state() private waiting: Work[] = [];
  @state() private leaves: Leave[] = [];
  @state() private people: People = new Map();
  @state() private asOf = "";
  private readonly page = new HashPage(this, path, () => {
    this.asOf = "";
    void this.calls.load();
  });
  private readonly calls = new Calls(this, () => this.read(), { reasons: against });

  private get member(): string {
    return this.page.at.startsWith("n/") ? this.page.at.slice(2) : "";
  }

  private async read(): Promise<void> {
    const { member } = this;
    this.statement = null;
    if (this.people.size === 0) this.people = await everybody();
    if (member) {
      const [statement, { leaves }] = await Promise.all([
        ask(Hours).getStatement({ member, asOf: this.asOf }),
        may("shifts.hours.manage") ? ask(Hours).listLeaves({ member }) : { leaves: [] },
      ]);
      [this.statement, this.leaves] = [statement, leaves];
      return;
    }
    const [month, { work }] = await Promise.all([
      ask(Hours).listMonth({ month: this.page.at }),
      may("shifts.hours.manage") ? ask(Hours).listWork({}) : { work: [] },
    ]);
    this.month = month;
    this.waiting = work;
  }

  private async change(
    what: unknown,
    send: (options: CallOptions) => Promise<unknown>,
    said: string,
  ): Promise<void> {
    await this.calls.save("", what, send, () => words(said));
  }

  private decide(work: Work, approve: boolean): void {
    const request = { id: work.id, approve };
    void this.change(
      request,
      (options) => ask(Hours).decideWork(request, options),
      approve ? "shifts.approved_now" : "shifts.declined_now",
    );
  }

  protected override render(): TemplateResult {
    const trouble =
      this.calls.trouble.length > 0
        ? html`${this.calls.alert()}
            <p>${this.calls.again()}</p>`
        : nothing;
    if (this.member) return html`<div class="shifts narrow">${trouble}${this.one()}</div>`;
    return html`<div class="shifts">
      <h1>${words("menu.hours")}</h1>
      ${trouble} ${this.month ? html`${this.work()}${this.list(this.month)}` : this.calls.waiting()}
    </div>`;
  }

  private one(): TemplateResult {
    const { statement } = this;
    return html`<p class="back"><a href=${path}>${words("shifts.all_members")}</a></p>
      <h1>
        ${words("shifts.hours_of", {
          who: `${this.member} ${nameOf(this.people, this.member)}`.trim(),
        })}
      </h1>
      ${statement && this.asOf
        ? html`<div class="state">
              <p>
                <strong
                  >${words("shifts.as_of", {
                    day: shortDayOf(statement.day),
                    time: signed(statement.balanceMinutes),
                  })}</strong
                >
              </p>
            </div>
            ${this.pastDay()} ${lines(statement)}`
        : statement
          ? html`${standing(statement, false)}
              ${statement.booked.length > 0
                ? html`<h3>${words("shifts.booked_shifts")}</h3>
                    <ul>
                      ${statement.booked.map(
                        (one) =>
                          html`<li>
                            ${words("shifts.booked_on", {
                              day: dayOf(one.localStart.slice(0, 10)),
                              title: one.title,
                            })}
                          </li>`,
                      )}
                    </ul>`
                : nothing}
              ${may("shifts.hours.manage") ? this.absences(statement.day) : nothing}
              <h2>${words("shifts.statement")}</h2>
              ${this.pastDay()} ${lines(statement)}`
          : this.calls.trouble.length === 0
            ? html`<p role="status">${words("shell.loading")}</p>`
            : this.asOf
              ? this.pastDay()
              : nothing}`;
  }

  /** The statement as of another day; of today again if none is said. */
  private pastDay(): TemplateResult {
    return html`<form
      class="only-screen"
      @submit=${(event: Event) => {
        event.preventDefault();
        this.asOf = textOf(formOf(event), "as-of");
        void this.calls.load();
      }}>
      <div class="field">
        <label for="as-of">${words("shifts.field_as_of")}</label>
        <input id="as-of" name="as-of" type="date" .defaultValue=${this.asOf} />
      </div>
      <p><button>${words("shifts.as_of_show")}</button></p>
    </form>`;
  }

  /** Days for which the member owes nothing, or has a delay. */
  private absences(today: string): TemplateResult {
    const { member } = this;
    const day = (name: string, value: string) =>
      html`<div class="field">
        <label for=${name}>${words("shifts.leave_" + name)}</label>
        <input id=${name} name=${name} type="date" .defaultValue=${value} />
      </div>`;
    return html`<section class="only-screen">
      <h2>${words("shifts.leaves")}</h2>
      ${this.leaves.length > 0
        ? html`<ul class="plain">
            ${this.leaves.map(
              (one) =>
                html`<li class="card">
                  <p>
                    <strong
                      >${one.until
                        ? words("shifts.from_to", {
                            from: dayOf(one.from),
                            until: dayOf(one.until),
                          })
                        : words("shifts.leave_open", { from: dayOf(one.from) })}</strong
                    >
                    ${one.kind === LeaveKind.DELAY ? words("shifts.leave_delay") : nothing}
                    ${one.reason}
                  </p>
                  <p>
                    <button
                      @click=${() =>
                        void this.change(
                          ["remove", one.id],
                          (options) => ask(Hours).removeLeave({ id: one.id }, options),
                          "shifts.saved",
                        )}
                      aria-label="${words("shifts.leave_remove")} (${dayOf(one.from)})">
                      ${words("shifts.leave_remove")}
                    </button>
                  </p>
                </li>`,
            )}
          </ul>`
        : nothing}
      <details class="card">
        <summary><strong>${words("shifts.leave_add")}</strong></summary>
        <p class="hint">${words("shifts.leave_more")}</p>
        <form
          novalidate
          @submit=${(event: Event) => {
            event.preventDefault();
            const data = formOf(event);
            const text = (name: string) => textOf(data, name).trim();
            const leave = {
              member,
              from: text("from"),
              until: text("until"),
              reason: text("reason"),
              kind: Number(text("kind")),
            };
            void this.change(
              ["leave", leave],
              (options) => ask(Hours).setLeave({ leave }, options),
              "shifts.saved",
            );
          }}>
          <div class="field">
            <label for="kind">${words("shifts.leave_kind")}</label>
            <select id="kind" name="kind">
              <option value=${LeaveKind.LEAVE}>${words("shifts.leave_kind_leave")}</option>
              <option value=${LeaveKind.DELAY}>${words("shifts.leave_kind_delay")}</option>
            </select>
          </div>
          <div class="two">${day("from", today)}${day("until", "")}</div>
          <div class="field">
            <label for="reason">${words("shifts.leave_reason")}</label>
            <input id="reason" name="reason" autocomplete="off" maxlength="100" />
          </div>
          <p><button class="primary">${words("shifts.save")}</button></p>
        </form>
      </details>
    </section>`;
  }

  private work(): TemplateResult | typeof nothing {
    if (this.waiting.length === 0) return nothing;
    return html`<section class="only-screen">
      <h2>${counted("shifts.waiting", this.waiting.length)}</h2>
      <ul class="plain narrow">
        ${this.waiting.map(
          (one) =>
            html`<li class="card">
              <p><span class="badge">${one.member}</span> ${nameOf(this.people, one.member)}</p>
              <p>
                <strong>${duration(one.minutes)}</strong>,
                ${words("shifts.booked_on", { day: dayOf(one.day), title: one.what })}
              </p>
              <div class="row">
                <button
                  class="primary"
                  @click=${() => this.decide(one, true)}
                  aria-label="${words("shifts.approve")} (${one.member}, ${one.what})">
                  ${words("shifts.approve")}
                </button>
                <button
                  @click=${() => this.decide(one, false)}
                  aria-label="${words("shifts.decline")} (${one.member}, ${one.what})">
                  ${words("shifts.decline")}
                </button>
              </div>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private list(month: ListMonthReply): TemplateResult {
    const active = month.rows.filter((row) => row.shiftMinutes + row.workMinutes > 0).length;
    const given = month.rows.reduce((sum, row) => sum + row.shiftMinutes + row.workMinutes, 0);
    return html`<h2>${monthName(month.month)}</h2>
      <p class="row only-screen">
        <a class="button" href="${path}#${addMonths(month.month, -1)}"
          >${monthName(addMonths(month.month, -1))}</a
        >
        ${month.open
          ? nothing
          : html`<a class="button" href="${path}#${addMonths(month.month, 1)}"
              >${monthName(addMonths(month.month, 1))}</a
            >`}
        <button @click=${() => print()}>${icon("print")}${words("shifts.print")}</button>
        <button @click=${() => this.save(month)}>
          ${icon("download")}${words("shifts.download")}
        </button>
      </p>
      <div class="figures">
        <p class="figure"><strong>${duration(given)}</strong>${words("shifts.given_in_all")}</p>
        <p class="figure">
          <strong>${active}</strong>${words("shifts.who_gave", { of: month.rows.length })}
        </p>
      </div>
      ${month.open ? html`<p class="hint">${words("shifts.month_open")}</p>` : nothing}
      <table class="movements month">
        <thead>
          <tr>
            <th scope="col">${words("shifts.member")}</th>
            <th scope="col">${words("shifts.given")}</th>
            <th scope="col" class="number">
              ${words(month.open ? "shifts.balance_now" : "shifts.balance_then")}
            </th>
            ${month.open
              ? nothing
              : html`<th scope="col" class="number">${words("shifts.owed_short")}</th>`}
          </tr>
        </thead>
        <tbody>
          ${month.rows.map((row) => this.row(row, month.open))}
        </tbody>
      </table>`;
  }

  /** The month for a spreadsheet, times in hours. */
  private save(month: ListMonthReply): void {
    const hours = (minutes: number) => minutes / 60;
    download(
      `${words("shifts.hours_file")}-${month.month}.csv`,
      csvToRead([
        [
          "number",
          "name",
          "shifts",
          "at_shifts",
          "outside_shifts",
          "owed",
          "balance_hours",
          "household",
        ].map((column) => words("shifts.column_" + column)),
        ...month.rows.map((row) => [
          row.member,
          nameOf(this.people, row.member),
          row.shifts,
          hours(row.shiftMinutes),
          hours(row.workMinutes),
          hours(row.owedMinutes),
          row.household ? "" : hours(row.balanceMinutes),
          row.household,
        ]),
      ]),
    );
  }

  private row(row: MonthRow, open: boolean): TemplateResult {
    const parts = [
      row.shifts > 0 ? counted("shifts.shifts", row.shifts) : "",
      row.workMinutes > 0 ? words("shifts.and_work", { time: duration(row.workMinutes) }) : "",
    ].filter(Boolean);
    return html`<tr>
      <td>
        <span class="badge">${row.member}</span>
        <a href="${path}#n/${row.member}"
          >${nameOf(this.people, row.member) || words("shifts.see")}</a
        >
      </td>
      <td>
        ${duration(row.shiftMinutes + row.workMinutes)}${parts.length > 0
          ? html` <span class="notes">${parts.join(", ")}</span>`
          : nothing}
      </td>
      <td class="number" data-late=${row.balanceMinutes < 0 && !row.household ? "" : nothing}>
        ${row.household
          ? words("shifts.with_household", { number: row.household })
          : signed(row.balanceMinutes)}
      </td>
      ${open
        ? nothing
        : html`<td class="number">
            <span class="only-small">${words("shifts.owed_short")} </span>${duration(
              row.owedMinutes,
            )}
          </td>`}
    </tr>`;
  }
}
