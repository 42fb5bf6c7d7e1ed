import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, counted, Screen, shortDayOf, textOf, words } from "halle/shell";
import { Skills, type HeldSkill, type Skill } from "halle/gen/membership/v1/membership_pb";
import { against } from "../wording";

/** The skills of a member that hold today; nothing if there are none. */
export function heldText(
  held: HeldSkill[],
  each: (one: HeldSkill) => TemplateResult | typeof nothing,
): TemplateResult | typeof nothing {
  const now = held.filter((one) => one.now);
  if (now.length === 0) return nothing;
  return html`<ul class="plain">
    ${now.map(
      (one) =>
        html`<li class="card">
          <p>
            <strong>${one.name}</strong> ${one.until
              ? words("membership.skill_until", { day: shortDayOf(one.until) })
              : nothing}
            ${one.vouchedBy
              ? html`<span class="notes"
                  >${words("membership.vouched_by", { number: one.vouchedBy })}</span
                >`
              : nothing}
          </p>
          ${each(one)}
        </li>`,
    )}
  </ul>`;
}

/** What members can do: how long it lasts, what it needs, how many can. */
@customElement("halle-membership-skills")
export class MembershipSkills extends Screen {
  private readonly calls = new Calls(this, () => this.read(), { reasons: against });
  @state() private skills: Skill[] | null = null;
  @state() private open = "";

  private async read(): Promise<void> {
    this.skills = (await ask(Skills).list({})).skills;
  }

  protected override render(): TemplateResult {
    const { skills } = this;
    return html`<div class="membership narrow">
      <p class="back"><a href="/membres">${words("membership.all_members")}</a></p>
      <h1>${words("membership.skills")}</h1>
      <p class="hint">${words("membership.skills_more")}</p>
      ${this.calls.alert()}
      ${skills
        ? html`<ul class="plain">
              ${skills.map((one) => this.skill(one, skills))}
            </ul>
            <h2>${words("membership.skill_new")}</h2>
            ${this.form(null, skills)}`
        : this.calls.waiting()}
    </div>`;
  }

  private skill(one: Skill, all: Skill[]): TemplateResult {
    const needs = all.filter(({ id }) => one.needs.includes(id)).map(({ name }) => name);
    return html`<li class="card">
      <p><strong>${one.name}</strong></p>
      <p>
        ${counted("membership.skill_holders", one.holders)}
        ${one.months > 0
          ? counted("membership.skill_lasts", one.months)
          : words("membership.skill_for_good")}
        ${needs.length > 0 ? words("membership.skill_asks", { skills: needs.join(", ") }) : nothing}
      </p>
      ${this.open === one.id
        ? this.form(one, all)
        : html`<p>
            <button
              aria-label="${words("membership.skill_change")} (${one.name})"
              @click=${() => (this.open = one.id)}>
              ${words("membership.skill_change")}
            </button>
          </p>`}
    </li>`;
  }

  private form(one: Skill | null, all: Skill[]): TemplateResult {
    const id = one?.id ?? "";
    const others = all.filter((other) => other.id !== id);
    return html`<form
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        const form = event.target as HTMLFormElement;
        const data = new FormData(form);
        const typed = textOf(data, "months").trim();
        const months = typed === "" ? 0 : /^\d{1,4}$/.test(typed) ? Number(typed) : -1;
        const skill = {
          id,
          name: textOf(data, "name").trim(),
          months,
          needs: data.getAll("needs").map(String),
        };
        void this.calls
          .save(
            "skill" + id,
            skill,
            (options) => ask(Skills).set({ skill }, options),
            () => words("membership.saved"),
          )
          .then((done) => {
            if (!done) return;
            this.open = "";
            form.reset();
          });
      }}>
      <div class="field">
        <label for="name${id}">${words("membership.skill_name")}</label>
        <input
          id="name${id}"
          name="name"
          autocomplete="off"
          maxlength="60"
          .defaultValue=${one?.name ?? ""} />
      </div>
      <div class="field">
        <label for="months${id}">${words("membership.skill_months")}</label>
        <input
          id="months${id}"
          name="months"
          inputmode="numeric"
          autocomplete="off"
          .defaultValue=${one && one.months > 0 ? String(one.months) : ""} />
      </div>
      ${others.length > 0
        ? html`<fieldset>
            <legend>${words("membership.skill_needed")}</legend>
            ${others.map(
              (other) =>
                html`<p>
                  <label class="check">
                    <input
                      type="checkbox"
                      name="needs"
                      value=${other.id}
                      .defaultChecked=${one?.needs.includes(other.id) ?? false} />
                    ${other.name}</label
                  >
                </p>`,
            )}
          </fieldset>`
        : nothing}
      ${this.calls.alert("skill" + id)}
      <p>
        <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
          ${words(one ? "membership.save" : "membership.skill_add")}
        </button>
      </p>
    </form>`;
  }
}
