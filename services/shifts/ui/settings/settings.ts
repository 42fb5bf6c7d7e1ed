// What the planning is made of: what repeats, closed days, and the time that is asked for. Each
// part for who may change it.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";

import { ask, Calls, dayOf, formOf, may, Screen, session, textOf, words } from "halle/shell";
import {
  Hours,
  Planning,
  type ListRulesReply,
  type Settings,
  type Template,
} from "halle/gen/shifts/v1/shifts_pb";
import { Skills, type Skill } from "halle/gen/membership/v1/membership_pb";
import { against } from "../wording";
import { input } from "./fields";
import "./rules";
import "./templates";

@customElement("halle-shifts-settings")
export class ShiftsSettings extends Screen {
  @state() private templates: Template[] | null = null;
  @state() private settings: Settings | null = null;
  @state() private rules: ListRulesReply | null = null;
  @state() private skills: Skill[] = [];
  private today = "";
  private readonly calls = new Calls(this, () => this.read(), { reasons: against });
  private readonly reload = (): Promise<void> => this.calls.load();

  private async read(): Promise<void> {
    const [{ templates }, settings, rules, { today }, { skills }] = await Promise.all([
      ask(Planning).listTemplates({}),
      ask(Planning).getSettings({}),
      ask(Hours).listRules({}),
      ask(Planning).listShifts({}),
      ask(Skills).list({}),
    ]);
    this.skills = skills;
    [this.templates, this.settings, this.rules, this.today] = [templates, settings, rules, today];
  }

  protected override render(): TemplateResult {
    return html`<div class="shifts narrow">
      <h1>${words("shifts.settings")}</h1>
      ${this.calls.alert()}
      ${this.templates === null || this.settings === null || this.rules === null
        ? this.calls.waiting()
        : html`<halle-shifts-templates
              .templates=${this.templates}
              .skills=${this.skills}
              .today=${this.today}
              .reload=${this.reload}></halle-shifts-templates>
            ${this.closed(this.settings)}
            ${may("shifts.rule.manage")
              ? html`<halle-shifts-rules
                  .reply=${this.rules}
                  .today=${this.today}
                  .reload=${this.reload}></halle-shifts-rules>`
              : nothing}`}
    </div>`;
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
      void this.calls.save(
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
              void this.calls.save(
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
                    void this.calls.save(
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
            void this.calls.save(
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
            ${input("from", "date", this.today)}${input("until", "date", this.today)}
          </div>
          ${input("why", "text", "", 200)}
          <p><button class="primary">${words("shifts.close_then")}</button></p>
        </form>
      </details>
      ${this.calls.alert("closure")}
      <h2>${words("shifts.kept")}</h2>
      <form novalidate @submit=${kept}>
        ${input("weeks_ahead", "text", String(weeksAhead))}
        ${input("notice", "text", String(noticeHours))}
        ${input("ask_limit", "text", String(settings.askLimit))}
        ${input("beginner_shifts", "text", String(settings.beginnerShifts))}
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
}
