import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";

import { ask, Calls, counted, dayOf, formOf, hourOf, Screen, textOf, words } from "halle/shell";
import { Planning, type Template } from "halle/gen/shifts/v1/shifts_pb";
import { type Skill } from "halle/gen/membership/v1/membership_pb";
import { against } from "../wording";
import { input } from "./fields";
import {
  weekdays,
  weekdayName,
  mondayOf,
  otherRule,
  lastOfMonth,
  monthlyRule,
  monthly,
} from "./recurrence";

interface Draft {
  id: string;
  cycle: number;
  seats: { number: number; important: boolean; holder: string; skills: string[] }[];
  from: Template | null;
}

/** What repeats in the planning: templates of shifts with their seats. */
@customElement("halle-shifts-templates")
export class ShiftTemplates extends Screen {
  @property({ attribute: false }) templates: Template[] = [];
  @property({ attribute: false }) skills: Skill[] = [];
  @property() today = "";
  /** Reads the settings again. */
  @property({ attribute: false }) reload!: () => Promise<void>;
  @state() private draft: Draft | null = null;
  private readonly calls = new Calls(this, () => this.reload(), {
    read: "on demand",
    reasons: against,
  });

  protected override render(): TemplateResult {
    const { templates } = this;
    return html`<h2>${words("shifts.repeating")}</h2>
      ${templates.length === 0 ? html`<p>${words("shifts.no_template_yet")}</p>` : nothing}
      <ul class="plain">
        ${templates.map(
          (one) =>
            html`<li class="card">
              <p><strong>${one.title}</strong></p>
              <p>
                ${words("shifts.repeats", {
                  day: weekdayName(one.weekday),
                  from: hourOf(one.starts),
                  until: hourOf(one.ends),
                })}
                ${one.cycle
                  ? words("shifts.in_weeks", {
                      weeks: one.cycle.weeks.join(", "),
                      of: one.cycle.length,
                      day: dayOf(one.cycle.anchor),
                    })
                  : nothing}
                ${one.recurrence
                  ? html`(${monthly(one.recurrence)
                      ? words(`shifts.monthly_${monthly(one.recurrence)}`)
                      : one.recurrence})`
                  : nothing}
              </p>
              <p>
                ${counted("shifts.seats", one.seats.length)}
                ${one.validUntil
                  ? words("shifts.until_day", { day: dayOf(one.validUntil) })
                  : nothing}
              </p>
              ${this.draft?.id === one.id
                ? this.form(this.draft)
                : html`<p>
                    <button
                      aria-label="${words("shifts.change")} (${one.title}, ${weekdayName(
                        one.weekday,
                      )})"
                      @click=${() => this.edit(one)}>
                      ${words("shifts.change")}
                    </button>
                  </p>`}
            </li>`,
        )}
      </ul>
      ${this.draft?.id === ""
        ? html`<div class="card">
            <h3>${words("shifts.new_template")}</h3>
            ${this.form(this.draft)}
          </div>`
        : html`<p>
            <button class="primary" @click=${() => this.edit(null)}>
              ${words("shifts.new_template")}
            </button>
          </p>`}`;
  }

  private edit(from: Template | null): void {
    this.calls.show([]);
    this.draft = {
      id: from?.id ?? "",
      cycle: from?.recurrence
        ? (monthly(from.recurrence) ?? otherRule)
        : (from?.cycle?.length ?? 1),
      from,
      seats:
        from?.seats.map(({ number, important, holder, skills }) => ({
          number,
          important,
          holder,
          skills: skills.map(({ id }) => id),
        })) ??
        [1, 2, 3].map((number) => ({ number, important: number === 1, holder: "", skills: [] })),
    };
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#title")?.focus());
  }

  private resize(draft: Draft, add: boolean): void {
    const seats = add
      ? [
          ...draft.seats,
          {
            number: Math.max(0, ...draft.seats.map(({ number }) => number)) + 1,
            important: false,
            holder: "",
            skills: [],
          },
        ]
      : draft.seats.slice(0, -1);
    this.draft = { ...draft, seats };
  }

  private save(event: Event, draft: Draft): void {
    event.preventDefault();
    const data = formOf(event);
    const text = (name: string) => textOf(data, name).trim();
    const template = {
      id: draft.id,
      title: text("title"),
      place: text("place"),
      weekday: Number(text("weekday")),
      starts: text("starts"),
      ends: text("ends"),
      worth: /^\d{1,3}$/.test(text("worth")) ? Number(text("worth")) : -1,
      validFrom: text("valid_from"),
      validUntil: text("valid_until"),
      recurrence:
        draft.cycle === otherRule
          ? draft.from?.recurrence
          : draft.cycle >= lastOfMonth
            ? monthlyRule(draft.cycle, Number(text("weekday")))
            : "",
      cycle:
        draft.cycle > 1 && draft.cycle < otherRule
          ? { anchor: text("anchor"), length: draft.cycle, weeks: data.getAll("weeks").map(Number) }
          : undefined,
      seats: draft.seats.map(({ number }) => ({
        number,
        important: data.has(`important_${number}`),
        holder: text(`holder_${number}`),
        skills: (data.getAll(`skills_${number}`) as string[]).map((id) => ({ id })),
      })),
    };
    void this.calls.save(
      "template",
      template,
      (options) => ask(Planning).setTemplate({ template }, options),
      ({ made, kept }) => {
        this.draft = null;
        return words(kept > 0 ? "shifts.template_set_kept" : "shifts.template_set", { made, kept });
      },
    );
  }

  private form(draft: Draft): TemplateResult {
    const { from } = draft;
    return html`<form novalidate @submit=${(event: Event) => this.save(event, draft)}>
      ${input("title", "text", from?.title ?? "", 80)}
      ${input("place", "text", from?.place ?? "", 120)}
      <div class="field">
        <label for="weekday">${words("shifts.field_weekday")}</label>
        <select id="weekday" name="weekday">
          ${weekdays.map(
            (weekday) =>
              html`<option value=${weekday} ?selected=${weekday === (from?.weekday ?? 6)}>
                ${weekdayName(weekday)}
              </option>`,
          )}
        </select>
      </div>
      <div class="two">
        ${input("starts", "time", from?.starts ?? "10:00")}${input(
          "ends",
          "time",
          from?.ends ?? "12:00",
        )}
      </div>
      ${input("worth", "text", String(from?.worth || 100), 3)}
      <div class="field">
        <label for="cycle">${words("shifts.field_cycle")}</label>
        <select
          id="cycle"
          @change=${(event: Event) =>
            (this.draft = { ...draft, cycle: Number((event.target as HTMLSelectElement).value) })}>
          ${[1, 2, 3, 4, 5, 6, 7, 8].map(
            (length) =>
              html`<option value=${length} ?selected=${length === draft.cycle}>
                ${length === 1
                  ? words("shifts.every_week")
                  : words("shifts.cycle_of", { n: length })}
              </option>`,
          )}
          ${[11, 12, 13, 14, lastOfMonth].map(
            (nth) =>
              html`<option value=${nth} ?selected=${nth === draft.cycle}>
                ${words(`shifts.monthly_${nth}`)}
              </option>`,
          )}
          ${from?.recurrence && !monthly(from.recurrence)
            ? html`<option value=${otherRule} ?selected=${draft.cycle === otherRule}>
                ${from.recurrence}
              </option>`
            : nothing}
        </select>
      </div>
      ${draft.cycle > 1 && draft.cycle < otherRule
        ? html`<fieldset>
            <legend>${words("shifts.which_weeks")}</legend>
            ${Array.from({ length: draft.cycle }, (_, i) => i + 1).map(
              (week) =>
                html`<label class="check"
                  ><input
                    type="checkbox"
                    name="weeks"
                    value=${week}
                    .defaultChecked=${from?.cycle?.weeks.includes(week) ?? week === 1} />
                  ${words("shifts.week", { n: week })}</label
                > `,
            )}
            ${input("anchor", "date", from?.cycle?.anchor ?? mondayOf(this.today))}
          </fieldset>`
        : nothing}
      <fieldset>
        <legend>${words("shifts.field_seats")}</legend>
        ${draft.seats.map(
          (seat) =>
            html`<div class="field">
              <label for="holder_${seat.number}"
                >${words("shifts.seat_holder", { n: seat.number })}</label
              >
              <input
                id="holder_${seat.number}"
                name="holder_${seat.number}"
                inputmode="numeric"
                autocomplete="off"
                .defaultValue=${seat.holder} />
              <label class="check"
                ><input
                  type="checkbox"
                  name="important_${seat.number}"
                  .defaultChecked=${seat.important} />
                ${words("shifts.important", { n: seat.number })}</label
              >
              ${this.skills.map(
                ({ id, name }) =>
                  html`<label class="check"
                    ><input
                      type="checkbox"
                      name="skills_${seat.number}"
                      value=${id}
                      .defaultChecked=${seat.skills.includes(id)} />
                    ${words("shifts.needs_skill", { n: seat.number, skill: name })}</label
                  >`,
              )}
            </div>`,
        )}
        <div class="row">
          <button type="button" @click=${() => this.resize(draft, true)}>
            ${words("shifts.add_seat")}
          </button>
          ${draft.seats.length > 1
            ? html`<button type="button" @click=${() => this.resize(draft, false)}>
                ${words("shifts.remove_seat")}
              </button>`
            : nothing}
        </div>
      </fieldset>
      <div class="two">
        ${input("valid_from", "date", from?.validFrom ?? this.today)}${input(
          "valid_until",
          "date",
          from?.validUntil ?? "",
        )}
      </div>
      ${from ? html`<p class="hint">${words("shifts.change_more")}</p>` : nothing}
      ${this.calls.alert("template")}
      <div class="row">
        <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
          ${words("shifts.save")}
        </button>
        <button type="button" @click=${() => (this.draft = null)}>
          ${words("shifts.leave_it")}
        </button>
      </div>
    </form>`;
  }
}
