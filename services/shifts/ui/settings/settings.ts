// What the planning is made of: what repeats, closed days, and the time that is asked for. Each
// part for who may change it.
import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import {
  addDays,
  addMonths,
  ask,
  Calls,
  counted,
  dayOf,
  formOf,
  hourOf,
  may,
  monthName,
  Screen,
  session,
  textOf,
  weekdayOf,
  words,
} from "halle/shell";
import {
  Hours,
  Planning,
  type ListRulesReply,
  type Settings,
  type SimulateReply,
  type Template,
} from "halle/gen/shifts/v1/shifts_pb";
import { Skills, type Skill } from "halle/gen/membership/v1/membership_pb";
import { everybody, nameOf, type People } from "../member_names";
import { fieldsOf, packs, read, said } from "./rule_packs";
import { against, signed } from "../wording";

const monday = "2024-01-01";
const weekdays = [1, 2, 3, 4, 5, 6, 7];

/** "lundi" of 1. */
function weekdayName(weekday: number): string {
  return dayOf(addDays(monday, weekday - 1)).split(/[ ,]/)[0];
}

/** The Monday of a day's week. */
function mondayOf(day: string): string {
  return addDays(day, 1 - weekdayOf(day));
}

/** That day, or the next Monday. */
function mondayFrom(day: string): string {
  return addDays(day, (8 - weekdayOf(day)) % 7);
}

interface Draft {
  id: string;
  cycle: number;
  seats: { number: number; important: boolean; holder: string; skills: string[] }[];
  from: Template | null;
}

// How often, beside cycles of 1 to 8 weeks: another rule, the last of the month, the first to the
// fourth.
const otherRule = 9;
const lastOfMonth = 10;
const dayCodes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

function monthlyRule(nth: number, weekday: number): string {
  const which = nth === lastOfMonth ? -1 : nth - lastOfMonth;
  return `FREQ=MONTHLY;BYDAY=${which}${dayCodes[weekday - 1]}`;
}

/** Which of the month a rule says; nothing if it is another. */
function monthly(rule: string): number | undefined {
  const [, nth] = /^FREQ=MONTHLY;BYDAY=(-1|[1-4])[A-Z]{2}$/.exec(rule) ?? [];
  return nth === undefined ? undefined : nth === "-1" ? lastOfMonth : lastOfMonth + Number(nth);
}

@customElement("halle-shifts-settings")
export class ShiftsSettings extends Screen {
  @state() private templates: Template[] | null = null;
  @state() private settings: Settings | null = null;
  @state() private rules: ListRulesReply | null = null;
  @state() private skills: Skill[] = [];
  @state() private trial: SimulateReply | null = null;
  @state() private trialFrom = "";
  @state() private pack = packs[0];
  @state() private people: People = new Map();
  @state() private draft: Draft | null = null;
  private today = "";
  private readonly calls = new Calls(this, () => this.read(), { reasons: against });

  private async read(): Promise<void> {
    const [{ templates }, settings, rules, { today }, { skills }] = await Promise.all([
      ask(Planning).listTemplates({}),
      ask(Planning).getSettings({}),
      ask(Hours).listRules({}),
      ask(Planning).listShifts({}),
      ask(Skills).list({}),
    ]);
    this.skills = skills;
    if (this.rules === null)
      this.pack = packs.find(({ id }) => id === rules.rules[0]?.pack) ?? packs[0];
    [this.templates, this.settings, this.rules, this.today] = [templates, settings, rules, today];
  }

  private async change<T>(
    part: string,
    what: unknown,
    send: (options: CallOptions) => Promise<T>,
    then: (reply: T) => string,
  ): Promise<void> {
    await this.calls.save(part, what, send, (reply) => {
      this.draft = null;
      return then(reply);
    });
  }

  protected override render(): TemplateResult {
    return html`<div class="shifts narrow">
      <h1>${words("shifts.settings")}</h1>
      ${this.calls.alert("")}
      ${this.templates === null || this.settings === null || this.rules === null
        ? this.calls.waiting()
        : html`${this.repeating(this.templates)} ${this.closed(this.settings)}
          ${may("shifts.rule.manage") ? this.asked(this.rules) : nothing}`}
    </div>`;
  }

  private repeating(templates: Template[]): TemplateResult {
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
    void this.change(
      "template",
      template,
      (options) => ask(Planning).setTemplate({ template }, options),
      ({ made, kept }) =>
        words(kept > 0 ? "shifts.template_set_kept" : "shifts.template_set", { made, kept }),
    );
  }

  private input(name: string, type: string, value: string, length?: number): TemplateResult {
    return html`<div class="field">
      <label for=${name}>${words("shifts.field_" + name)}</label>
      <input
        id=${name}
        name=${name}
        type=${type}
        autocomplete="off"
        .defaultValue=${value}
        maxlength=${length ?? nothing} />
    </div>`;
  }

  private form(draft: Draft): TemplateResult {
    const { from } = draft;
    return html`<form novalidate @submit=${(event: Event) => this.save(event, draft)}>
      ${this.input("title", "text", from?.title ?? "", 80)}
      ${this.input("place", "text", from?.place ?? "", 120)}
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
        ${this.input("starts", "time", from?.starts ?? "10:00")}${this.input(
          "ends",
          "time",
          from?.ends ?? "12:00",
        )}
      </div>
      ${this.input("worth", "text", String(from?.worth || 100), 3)}
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
            ${this.input("anchor", "date", from?.cycle?.anchor ?? mondayOf(this.today))}
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
        ${this.input("valid_from", "date", from?.validFrom ?? this.today)}${this.input(
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

  private closed(settings: Settings): TemplateResult {
    const { weeksAhead, noticeHours } = settings;
    const free = `/a/${session()?.here?.organisation?.code}/places-libres.ics`;
    const kept = (event: Event) => {
      event.preventDefault();
      const data = formOf(event);
      const whole = (name: string) =>
        /^\d{1,4}$/.test(textOf(data, name).trim()) ? Number(data.get(name)) : -1;
      const request = {
        weeksAhead: whole("weeks_ahead"),
        noticeHours: whole("notice"),
        askLimit: whole("ask_limit"),
        beginnerShifts: whole("beginner_shifts"),
        closedOnHolidays: settings.closedOnHolidays,
        freeSeatsPublic: data.has("public"),
      };
      void this.change(
        "kept",
        request,
        (options) => ask(Planning).setSettings(request, options),
        () => words("shifts.saved"),
      );
    };
    return html`<h2>${words("shifts.closures")}</h2>
      <p>
        <label class="check"
          ><input
            type="checkbox"
            .checked=${settings.closedOnHolidays}
            @change=${(event: Event) => {
              const request = {
                weeksAhead,
                noticeHours,
                closedOnHolidays: (event.target as HTMLInputElement).checked,
              };
              void this.change(
                "closure",
                request,
                (options) => ask(Planning).setSettings(request, options),
                () => words("shifts.saved"),
              );
            }} />
          ${words("shifts.closed_on_holidays")}</label
        >
      </p>
      <ul class="plain">
        ${settings.closures.map(
          (one) =>
            html`<li class="card">
              <p>
                <strong
                  >${one.from === one.until
                    ? dayOf(one.from)
                    : words("shifts.from_to", {
                        from: dayOf(one.from),
                        until: dayOf(one.until),
                      })}</strong
                ><br />${one.reason}
              </p>
              <p>
                <button
                  aria-label="${words("shifts.open_again")} (${one.reason})"
                  @click=${() =>
                    void this.change(
                      "closure",
                      one.id,
                      (options) => ask(Planning).removeClosure({ id: one.id }, options),
                      () => words("shifts.saved"),
                    )}>
                  ${words("shifts.open_again")}
                </button>
              </p>
            </li>`,
        )}
      </ul>
      <details class="card">
        <summary><strong>${words("shifts.close")}</strong></summary>
        <form
          novalidate
          @submit=${(event: Event) => {
            event.preventDefault();
            const form = event.target as HTMLFormElement;
            const data = new FormData(form);
            const request = {
              from: textOf(data, "from"),
              until: textOf(data, "until"),
              reason: textOf(data, "why"),
            };
            void this.change(
              "closure",
              request,
              (options) => ask(Planning).addClosure(request, options),
              () => {
                form.reset();
                return words("shifts.saved");
              },
            );
          }}>
          <div class="two">
            ${this.input("from", "date", this.today)}${this.input("until", "date", this.today)}
          </div>
          ${this.input("why", "text", "", 200)}
          <p><button class="primary">${words("shifts.close_then")}</button></p>
        </form>
      </details>
      ${this.calls.alert("closure")}
      <h2>${words("shifts.kept")}</h2>
      <form novalidate @submit=${kept}>
        ${this.input("weeks_ahead", "text", String(weeksAhead))}
        ${this.input("notice", "text", String(noticeHours))}
        ${this.input("ask_limit", "text", String(settings.askLimit))}
        ${this.input("beginner_shifts", "text", String(settings.beginnerShifts))}
        ${settings.beginnersSince
          ? html`<p class="hint">
              ${words("shifts.beginners_since", { day: dayOf(settings.beginnersSince) })}
            </p>`
          : nothing}
        <p>
          <label class="check"
            ><input type="checkbox" name="public" .defaultChecked=${settings.freeSeatsPublic} />
            ${words("shifts.free_public")}</label
          >
        </p>
        ${settings.freeSeatsPublic
          ? html`<p class="hint">
              ${words("shifts.free_at")} <a href=${free}>${location.host + free}</a>
            </p>`
          : nothing}
        ${this.calls.alert("kept")}
        <p><button class="primary">${words("shifts.keep_so")}</button></p>
      </form>`;
  }

  /** What the form asks for; says what is wrong. */
  private asking(form: HTMLFormElement) {
    const asked = read(this.pack, form);
    if (typeof asked !== "string") return asked;
    this.calls.show([asked], "rule");
    return null;
  }

  /** Who would be late, had it been asked since that month. */
  private async tryOut(form: HTMLFormElement | null, month: string): Promise<void> {
    const parameters = form && this.asking(form);
    if (!form || !parameters) return;
    this.calls.show([]);
    const from = parameters.case === "monthlyHours" ? month : mondayFrom(month + "-01");
    const perHousehold = new FormData(form).has("rule_household");
    try {
      const [trial, people] = await Promise.all([
        ask(Hours).simulate({ from, parameters, perHousehold }),
        everybody(),
      ]);
      [this.trial, this.trialFrom, this.people] = [trial, month, people];
    } catch (error) {
      this.calls.show(against(error), "rule");
      this.trial = null;
    }
  }

  private tried({ rows, late, simulatedLate }: SimulateReply): TemplateResult {
    const newly = rows.filter((row) => row.simulatedMinutes < 0 && row.balanceMinutes >= 0);
    return html`<p>
        <strong
          >${words("shifts.tried", {
            now: late,
            then: simulatedLate,
            of: rows.length,
            month: monthName(this.trialFrom),
          })}</strong
        >
      </p>
      ${newly.length > 0
        ? html`<table class="movements">
            <thead>
              <tr>
                <th scope="col">${words("shifts.newly_late")}</th>
                <th scope="col" class="number">${words("shifts.balance_now")}</th>
                <th scope="col" class="number">${words("shifts.would_be")}</th>
              </tr>
            </thead>
            <tbody>
              ${newly.map(
                (row) =>
                  html`<tr>
                    <td>
                      <span class="badge">${row.member}</span> ${nameOf(this.people, row.member)}
                    </td>
                    <td class="number">${signed(row.balanceMinutes)}</td>
                    <td class="number">${signed(row.simulatedMinutes)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
        : nothing}`;
  }

  private asked({ rules, month }: ListRulesReply): TemplateResult {
    // Before the first rule nobody counted hours: a year at most, and only since then.
    const year = addMonths(month, -12);
    const first = rules[rules.length - 1]?.from.slice(0, 7) ?? year;
    const trialFrom = first > year ? first : year;
    const { pack } = this;
    const monthly = pack.case === "monthlyHours";
    return html`<h2>${words("shifts.time_asked")}</h2>
      ${rules.length === 0 ? html`<p>${words("shifts.no_rule")}</p>` : nothing}
      <ul class="plain">
        ${rules.map(
          (rule) =>
            html`<li>
              ${said(rule)}${rule.perHousehold ? html` ${words("shifts.rule_household")}` : nothing}
            </li>`,
        )}
      </ul>
      <details class="card">
        <summary><strong>${words("shifts.ask_other")}</strong></summary>
        <form
          novalidate
          @submit=${(event: Event) => {
            event.preventDefault();
            const form = event.target as HTMLFormElement;
            const parameters = this.asking(form);
            if (!parameters) return;
            const data = new FormData(form);
            const request = {
              from: textOf(data, "rule_from"),
              parameters,
              perHousehold: data.has("rule_household"),
            };
            void this.change(
              "rule",
              request,
              (options) => ask(Hours).setRule(request, options),
              () => words("shifts.saved"),
            );
          }}>
          <div class="field">
            <label for="pack">${words("shifts.pack")}</label>
            <select
              id="pack"
              @change=${(event: Event) => {
                this.pack =
                  packs.find(({ id }) => id === (event.target as HTMLSelectElement).value) ??
                  packs[0];
                this.trial = null;
              }}>
              ${packs.map(
                ({ id }) =>
                  html`<option value=${id} ?selected=${id === pack.id}>
                    ${words("shifts.pack_" + id)}
                  </option>`,
              )}
            </select>
          </div>
          <p class="hint">${words("shifts.pack_more_" + pack.id)}</p>
          ${keyed(
            pack.id,
            html`${monthly
              ? this.input("rule_from", "month", month)
              : html`<div class="field">
                  <label for="rule_from">${words("shifts.field_rule_monday")}</label>
                  <input
                    id="rule_from"
                    name="rule_from"
                    type="date"
                    .defaultValue=${mondayFrom(this.today)} />
                </div>`}
            ${fieldsOf(pack, rules[0])}`,
          )}
          <p>
            <label class="check"
              ><input
                type="checkbox"
                name="rule_household"
                .defaultChecked=${rules[0]?.perHousehold ?? false} />
              ${words("shifts.per_household")}</label
            >
          </p>
          <p class="hint">${words("shifts.per_household_more")}</p>
          ${monthly ? html`<p class="hint">${words("shifts.ask_more")}</p>` : nothing}
          <p class="row">
            <button class="primary">${words("shifts.save")}</button> ${trialFrom < month
              ? html`<button
                  type="button"
                  @click=${(event: Event) =>
                    void this.tryOut((event.target as HTMLElement).closest("form"), trialFrom)}>
                  ${words("shifts.try")}
                </button>`
              : nothing}
          </p>
        </form>
        <div role="status">${this.trial ? this.tried(this.trial) : nothing}</div>
      </details>
      ${this.calls.alert("rule")}`;
  }
}
