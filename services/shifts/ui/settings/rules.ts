import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { addMonths, ask, Calls, monthName, Screen, textOf, words } from "halle/shell";
import { Hours, type ListRulesReply, type SimulateReply } from "halle/gen/shifts/v1/shifts_pb";
import { everybody, nameOf, type People } from "../member_names";
import { fieldsOf, packs, read, said } from "./rule_packs";
import { against, signed } from "../wording";
import { input } from "./fields";
import { mondayFrom } from "./recurrence";

/** The time that is asked for: the rules in force, and trying another on past months. */
@customElement("halle-shifts-rules")
export class ShiftRules extends Screen {
  @property({ attribute: false }) reply!: ListRulesReply;
  @property() today = "";
  /** Reads the settings again. */
  @property({ attribute: false }) reload!: () => Promise<void>;
  @state() private trial: SimulateReply | null = null;
  @state() private trialFrom = "";
  @state() private pack = packs[0];
  @state() private people: People = new Map();
  private readonly calls = new Calls(this, () => this.reload(), {
    read: "on demand",
    reasons: against,
  });

  protected override willUpdate(): void {
    if (this.hasUpdated) return;
    this.pack = packs.find(({ id }) => id === this.reply.rules[0]?.pack) ?? packs[0];
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

  protected override render(): TemplateResult {
    const { rules, month } = this.reply;
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
            void this.calls.save(
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
              ? input("rule_from", "month", month)
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
