import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  ask,
  Calls,
  formOf,
  instant,
  may,
  money,
  Screen,
  shortDay,
  subject,
  telephone,
  textOf,
  words,
} from "halle/shell";
import {
  Dues,
  Members,
  Skills,
  Standing,
  type GridReply,
  type HeldSkill,
  type Household,
  type ListPeriodsReply,
  type Member,
  type Period,
  type Skill,
  type StandingPeriod,
} from "halle/gen/membership/v1/membership_pb";
import { bracketFields, meansField, periodText, personFields, personOf } from "../forms";
import { cardSquare, certificate, memberCard, receipt } from "./documents";
import { heldText } from "../register/skills";
import { takeout } from "./data_export";
import {
  against,
  causeWords,
  fullName,
  owed,
  renewable,
  standingWords,
  stateWords,
} from "../wording";

const path = "/membres";

/**
 * One member, for who keeps the register: memberships, standing through time, documents.
 */
@customElement("halle-membership-one")
export class MembershipOne extends Screen {
  private readonly calls = new Calls(this, () => this.read(), {
    read: "on demand",
    reasons: against,
  });
  @property() number = "";
  @property() paper = "";
  @state() private member: Member | null = null;
  @state() private dues: ListPeriodsReply | null = null;
  @state() private grid: GridReply | null = null;
  @state() private standings: StandingPeriod[] = [];
  @state() private held: HeldSkill[] = [];
  @state() private household: Household | null = null;
  @state() private skills: Skill[] = [];
  @state() private square: TemplateResult | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("number")) return;
    this.member = null;
    void this.calls.load();
  }

  private async read(): Promise<void> {
    const { number } = this;
    const takes = may("membership.dues.take");
    const [member, { periods }, dues, grid, { held }, { skills }, household] = await Promise.all([
      ask(Members).get({ number }),
      ask(Members).listStandings({ number }),
      takes ? ask(Dues).listPeriods({ member: number }) : null,
      takes ? ask(Dues).getGrid({}) : null,
      ask(Skills).listHeld({ number }),
      may("membership.skill.manage") ? ask(Skills).list({}) : { skills: [] },
      ask(Members).getHousehold({ number }),
    ]);
    if (number !== this.number) return;
    [this.member, this.standings, this.dues, this.grid] = [member, periods, dues, grid];
    [this.held, this.skills, this.household] = [held, skills, household];
    this.square = await cardSquare(member);
  }

  private get here(): string {
    return `${path}#n/${this.number}`;
  }

  protected override render(): TemplateResult {
    const { member, dues } = this;
    if (member && this.paper)
      return html`<div class="membership narrow">${this.leaf(member, dues)}</div>`;
    return html`<div class="membership narrow">
      <p class="back"><a href=${path}>${words("membership.all_members")}</a></p>
      ${this.calls.alert()}
      ${member
        ? html`<h1><span class="badge">${member.number}</span> ${fullName(member)}</h1>
            ${this.contact(member)} ${dues ? this.memberships(member, dues) : nothing}
            ${this.persons(member)}
            ${member.erased ? nothing : html`${this.papers(member, dues)} ${this.able(member)}`}
            ${this.standing(member)} ${member.erased ? nothing : this.leavingNothing(member)}`
        : this.calls.waiting()}
    </div>`;
  }

  private leaf(member: Member, dues: ListPeriodsReply | null): TemplateResult {
    const period = dues?.periods.find(
      ({ id, receipt }) => receipt > 0 && `recu/${id}` === this.paper,
    );
    if (dues && period) return receipt(this.here, member, period, dues.today);
    if (dues && this.paper === "attestation") return certificate(this.here, member, dues);
    return memberCard(this.here, member, this.square);
  }

  private contact(member: Member): TemplateResult {
    const lines = [
      telephone(member.telephone),
      member.email,
      member.street,
      `${member.postCode} ${member.town}`.trim(),
    ].filter(Boolean);
    return html`<p>${lines.map((line, i) => html`${i > 0 ? html`<br />` : nothing}${line}`)}</p>
      ${may("membership.member.manage") && !member.erased
        ? html`<details class="card">
            <summary><strong>${words("membership.edit")}</strong></summary>
            <form
              novalidate
              @submit=${(event: Event) => {
                event.preventDefault();
                const request = { number: member.number, person: personOf(formOf(event)) };
                void this.calls.save(
                  "contact",
                  request,
                  (options) => ask(Members).edit(request, options),
                  () => words("membership.saved"),
                );
              }}>
              ${personFields(member, true, false)} ${this.calls.alert("contact")}
              <p>
                <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
                  ${words("membership.save")}
                </button>
              </p>
            </form>
          </details>`
        : nothing}`;
  }

  private memberships(member: Member, dues: ListPeriodsReply): TemplateResult {
    const own = member.number === subject();
    const last = dues.periods.find((one) => !one.cancelledOn);
    return html`<h2>${words("membership.memberships")}</h2>
      ${member.erased
        ? nothing
        : html`<div class="state" data-state=${renewable(dues.state) ? "open" : "done"}>
              <p><strong>${stateWords(dues.state, dues.until, "_her")}</strong></p>
            </div>
            ${renewable(dues.state) && !member.main ? this.renewal(member, own) : nothing}`}
      ${dues.periods.length > 0
        ? html`<ul class="plain">
            ${dues.periods.map(
              (one) =>
                html`<li class="card">
                  ${periodText(one, `${this.here}/recu/`)}
                  ${own || one.cancelledOn
                    ? nothing
                    : html`${owed(one) ? this.payment(one) : nothing}
                      ${one === last ? this.cancelling(one) : nothing}`}
                </li>`,
            )}
          </ul>`
        : nothing}`;
  }

  /** The members who share the membership, and changing that. */
  private persons(member: Member): TemplateResult | typeof nothing {
    const persons = this.household?.members ?? [];
    const manages = may("membership.member.manage") && member.standing !== Standing.LEFT;
    if (!manages && persons.length === 0) return nothing;
    const set = (number: string, main: string) =>
      void this.calls.save(
        "household",
        [number, main],
        (options) => ask(Members).setHousehold({ number, main }, options),
        () => words("membership.saved"),
      );
    const pays = !member.main;
    return html`<h2>${words("membership.household")}</h2>
      ${persons.length > 0
        ? html`<p>
              ${words("membership.household_of", {
                who: `${persons[0].name} (n° ${persons[0].number})`,
              })}
            </p>
            <ul>
              ${persons
                .slice(1)
                .map(
                  ({ number, name }) =>
                    html`<li>
                      <a href="${path}#n/${number}">${name}</a> (n° ${number})
                      ${manages && (pays || number === member.number)
                        ? html`<button
                            class="only-screen"
                            aria-label="${words("membership.household_out")} (${name})"
                            aria-disabled=${this.calls.busy ? "true" : "false"}
                            @click=${() => set(number, "")}>
                            ${words("membership.household_out")}
                          </button>`
                        : nothing}
                    </li>`,
                )}
            </ul>`
        : nothing}
      ${this.calls.alert("household")}
      ${manages && pays
        ? html`<details class="card only-screen">
            <summary><strong>${words("membership.household_add")}</strong></summary>
            <p class="hint">${words("membership.household_more")}</p>
            <form
              @submit=${(event: Event) => {
                event.preventDefault();
                const data = formOf(event);
                const other = textOf(data, "other").trim();
                if (data.get("pays") === "other") set(member.number, other);
                else set(other, member.number);
              }}>
              <div class="field">
                <label for="other">${words("membership.household_other")}</label>
                <input id="other" name="other" inputmode="numeric" autocomplete="off" required />
              </div>
              ${persons.length > 0
                ? nothing
                : html`<fieldset>
                    <legend>${words("membership.household_pays_who")}</legend>
                    <p>
                      <label class="check"
                        ><input type="radio" name="pays" value="her" checked /> ${fullName(
                          member,
                        )}</label
                      >
                    </p>
                    <p>
                      <label class="check"
                        ><input type="radio" name="pays" value="other" /> ${words(
                          "membership.household_pays_other",
                        )}</label
                      >
                    </p>
                  </fieldset>`}
              <p>
                <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
                  ${words("membership.save")}
                </button>
              </p>
            </form>
          </details>`
        : nothing}`;
  }

  private renewal(member: Member, own: boolean): TemplateResult {
    const current = this.grid?.current;
    if (!current) return html`<p>${words("membership.no_grid")}</p>`;
    return html`<details class="card" ?open=${this.dues?.periods.length === 0}>
      <summary><strong>${words("membership.renew_her")}</strong></summary>
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          const data = formOf(event);
          const request = {
            member: member.number,
            bracket: textOf(data, "bracket"),
            means: Number(data.get("means") ?? 0),
          };
          void this.calls.save(
            "renew",
            request,
            (options) => ask(Dues).renew(request, options),
            ({ cents, paidOn }) =>
              words(paidOn ? "membership.renewed_paid" : "membership.renewed", {
                amount: money(cents),
              }),
          );
        }}>
        ${bracketFields(current)}
        ${own ? html`<p class="hint">${words("membership.not_for_oneself")}</p>` : meansField(true)}
        ${this.calls.alert("renew")}
        <p>
          <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
            ${words("membership.renew_her")}
          </button>
        </p>
      </form>
    </details>`;
  }

  private payment(period: Period): TemplateResult {
    const part = "pay " + period.id;
    return html`<form
      @submit=${(event: Event) => {
        event.preventDefault();
        const request = { period: period.id, means: Number(formOf(event).get("means") ?? 0) };
        void this.calls.save(
          part,
          request,
          (options) => ask(Dues).markPaid(request, options),
          ({ cents, receipt: n }) => words("membership.paid_now", { amount: money(cents), n }),
        );
      }}>
      ${meansField(false)} ${this.calls.alert(part)}
      <p>
        <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
          ${words("membership.mark_paid", { amount: money(period.cents) })}
        </button>
      </p>
    </form>`;
  }

  private cancelling(period: Period): TemplateResult {
    const part = "cancel " + period.id;
    return html`<details>
      <summary>${words("membership.cancel")}</summary>
      <p>
        ${words(owed(period) ? "membership.cancel_owed" : "membership.cancel_paid", {
          amount: money(period.cents),
        })}
      </p>
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          const request = { period: period.id, reason: textOf(formOf(event), "reason").trim() };
          void this.calls.save(
            part,
            request,
            (options) => ask(Dues).cancel(request, options),
            () => words("membership.cancelled_now"),
          );
        }}>
        <div class="field">
          <label for="reason-${period.id}">${words("membership.why")}</label>
          <input id="reason-${period.id}" name="reason" autocomplete="off" maxlength="200" />
        </div>
        ${this.calls.alert(part)}
        <p><button>${words("membership.cancel")}</button></p>
      </form>
    </details>`;
  }

  private papers(member: Member, dues: ListPeriodsReply | null): TemplateResult {
    return html`<p class="row only-screen">
      <a class="button" href="${this.here}/carte">${words("membership.card")}</a> ${dues
        ? html`<a class="button" href="${this.here}/attestation"
            >${words("membership.certificate")}</a
          >`
        : nothing}
      ${may("hub.account.invite") && member.standing !== Standing.LEFT
        ? html`<a
            class="button"
            href="/inviter#${encodeURIComponent(member.number)}/${encodeURIComponent(member.email)}"
            >${words("membership.invite")}</a
          >`
        : nothing}
    </p>`;
  }

  /** The member's skills, and noting one. */
  private able(member: Member): TemplateResult | typeof nothing {
    if (this.held.every(({ now }) => !now) && this.skills.length === 0) return nothing;
    const { number } = member;
    const others = this.skills.filter(
      ({ id }) => !this.held.some(({ skill, now }) => now && skill === id),
    );
    return html`<h2>${words("membership.can_do")}</h2>
      ${heldText(this.held, ({ skill, name }) =>
        this.skills.length === 0
          ? nothing
          : html`<p class="only-screen">
              <button
                aria-label="${words("membership.revoke")} (${name})"
                @click=${() =>
                  void this.calls.save(
                    "skill",
                    ["revoke", skill],
                    (options) => ask(Skills).revoke({ number, skill }, options),
                    () => words("membership.saved"),
                  )}>
                ${words("membership.revoke")}
              </button>
            </p>`,
      )}
      ${this.calls.alert("skill")}
      ${others.length > 0 && number !== subject()
        ? html`<form
            class="only-screen"
            @submit=${(event: Event) => {
              event.preventDefault();
              const request = { number, skill: textOf(formOf(event), "skill") };
              void this.calls.save(
                "skill",
                request,
                (options) => ask(Skills).grant(request, options),
                () => words("membership.saved"),
              );
            }}>
            <div class="field">
              <label for="skill">${words("membership.grant")}</label>
              <select id="skill" name="skill">
                ${others.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
              </select>
            </div>
            <p>
              <button aria-disabled=${this.calls.busy ? "true" : "false"}>
                ${words("membership.vouch")}
              </button>
            </p>
          </form>`
        : nothing}`;
  }

  /** The member's data as a file, and their erasure once the member has left. */
  private leavingNothing(member: Member): TemplateResult {
    const { number } = member;
    return html`${may("membership.member.manage")
      ? takeout(number, "_her", (error) => this.calls.show(against(error), "erase", true))
      : nothing}
    ${may("membership.member.erase") && member.standing === Standing.LEFT
      ? html`<details class="card only-screen">
          <summary><strong>${words("membership.erase")}</strong></summary>
          <p>${words("membership.erase_more", { who: fullName(member) })}</p>
          <p>
            <button
              aria-disabled=${this.calls.busy ? "true" : "false"}
              @click=${() =>
                void this.calls.save(
                  "erase",
                  ["erase", number],
                  (options) => ask(Members).erase({ number }, options),
                  () => words("membership.erased_now"),
                )}>
              ${words("membership.erase_yes")}
            </button>
          </p>
        </details>`
      : nothing}
    ${this.calls.alert("erase")}`;
  }

  private standing(member: Member): TemplateResult {
    const others = [Standing.ACTIVE, Standing.SUSPENDED, Standing.LEFT].filter(
      (one) => one !== member.standing,
    );
    return html`<h2>${words("membership.standing")}</h2>
      <ul>
        ${this.standings.map(
          (one) =>
            html`<li>
              ${words("membership.standing_since", {
                standing: standingWords(one.standing),
                day: shortDay(instant(one.since)),
              })}${one.cause ? html`, ${causeWords(one.cause)}` : nothing}
            </li>`,
        )}
      </ul>
      ${may("membership.member.manage") && !member.erased
        ? html`<details class="card">
            <summary><strong>${words("membership.change_standing")}</strong></summary>
            <form
              @submit=${(event: Event) => {
                event.preventDefault();
                const data = formOf(event);
                const request = {
                  number: member.number,
                  standing: Number(data.get("standing")),
                  cause: textOf(data, "cause").trim(),
                };
                void this.calls.save(
                  "standing",
                  request,
                  (options) => ask(Members).setStanding(request, options),
                  () => words("membership.saved"),
                );
              }}>
              <div class="field">
                <label for="standing">${words("membership.from_now_on")}</label>
                <select id="standing" name="standing">
                  ${others.map((one) => html`<option value=${one}>${standingWords(one)}</option>`)}
                </select>
              </div>
              <div class="field">
                <label for="cause">${words("membership.why")}</label>
                <input id="cause" name="cause" autocomplete="off" maxlength="200" />
              </div>
              ${this.calls.alert("standing")}
              <p>
                <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
                  ${words("membership.save")}
                </button>
              </p>
            </form>
          </details>`
        : nothing}`;
  }
}
