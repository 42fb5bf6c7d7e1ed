// A member's own membership: until when, renewing it, documents, contact, leaving. A document is
// in the address: `/adhesion#carte`, `#attestation`, `#recu/PERIOD`.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, formOf, HashPage, money, Screen, subject, textOf, words } from "halle/shell";
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
} from "halle/gen/membership/v1/membership_pb";
import { bracketFields, periodText, personFields, personOf } from "../forms";
import { cardSquare, certificate, memberCard, receipt } from "./documents";
import { heldText } from "../register/skills";
import { takeout } from "./data_export";
import { against, fullName, owed, renewable, standingWords, stateWords } from "../wording";

const path = "/adhesion";

@customElement("halle-membership-mine-screen")
export class MembershipMine extends Screen {
  private readonly page = new HashPage(this, path);
  private readonly calls = new Calls(this, () => this.read(), { reasons: against });
  @state() private member: Member | null = null;
  @state() private dues: ListPeriodsReply | null = null;
  @state() private grid: GridReply | null = null;
  @state() private held: HeldSkill[] = [];
  @state() private household: Household | null = null;
  @state() private square: TemplateResult | null = null;
  private gone = false; // the session has ended with the membership

  private async read(): Promise<void> {
    const number = subject();
    if (this.gone || !number) return;
    [this.member, this.dues, this.grid, this.held, this.household] = await Promise.all([
      ask(Members).get({ number }),
      ask(Dues).listPeriods({ member: number }),
      ask(Dues).getGrid({}),
      ask(Skills)
        .listHeld({ number })
        .then(({ held }) => held),
      ask(Members).getHousehold({ number }),
    ]);
    this.square = await cardSquare(this.member);
  }

  protected override render(): TemplateResult {
    const { member, dues, grid } = this;
    if (member && dues && this.page.at)
      return html`<div class="membership narrow">${this.paper(member, dues)}</div>`;
    return html`<div class="membership narrow">
      <h1>${words("menu.my_membership")}</h1>
      ${subject() ? this.calls.alert() : html`<p>${words("membership.no_number")}</p>`}
      ${member && dues && grid
        ? html`${this.standing(member, dues)} ${this.renewal(member, dues, grid)}
            ${this.papers(dues)}
            ${this.held.some(({ now }) => now)
              ? html`<h2>${words("membership.i_can")}</h2>
                  ${heldText(this.held, () => nothing)}`
              : nothing}
            <p class="only-screen">
              <a class="button" href="/mandats">${words("membership.mandates")}</a>
            </p>
            ${this.contact(member)}
            ${takeout(member.number, "_mine", (error) => this.calls.show(against(error), "", true))}
            ${member.standing === Standing.LEFT ? nothing : this.leaving(member)}`
        : subject()
          ? this.calls.waiting()
          : nothing}
    </div>`;
  }

  private paper(member: Member, dues: ListPeriodsReply): TemplateResult {
    const period = dues.periods.find(
      ({ id, receipt }) => receipt > 0 && `recu/${id}` === this.page.at,
    );
    if (period) return receipt(path, member, period, dues.today);
    return this.page.at === "attestation"
      ? certificate(path, member, dues)
      : memberCard(path, member, this.square);
  }

  private standing(member: Member, { state, until, periods }: ListPeriodsReply): TemplateResult {
    const unpaid = periods.filter(owed).reduce((sum, { cents }) => sum + cents, 0n);
    const persons = this.household?.members ?? [];
    const well = !renewable(state) && unpaid === 0n && member.standing === Standing.ACTIVE;
    return html`<div class="state" data-state=${well ? "done" : "open"}>
      <p><strong>${stateWords(state, until, "")}</strong></p>
      ${member.standing === Standing.ACTIVE
        ? nothing
        : html`<p>${standingWords(member.standing)}</p>`}
      ${persons.length > 0
        ? html`<p>
            ${words(member.main ? "membership.household_mine" : "membership.household_i_pay", {
              who: persons
                .filter(({ number }) =>
                  member.main ? number === member.main : number !== member.number,
                )
                .map(({ name }) => name)
                .join(", "),
            })}
          </p>`
        : nothing}
      ${unpaid > 0n
        ? html`<p>${words("membership.pay_at_counter", { amount: money(unpaid) })}</p>`
        : nothing}
    </div>`;
  }

  private renewal(
    member: Member,
    { state, periods }: ListPeriodsReply,
    { current }: GridReply,
  ): TemplateResult | typeof nothing {
    if (!renewable(state) || member.standing === Standing.LEFT || member.main) return nothing;
    if (!current) return html`<p>${words("membership.no_grid")}</p>`;
    const first = periods.length === 0;
    return html`<h2>${words(first ? "membership.join" : "membership.renew_mine")}</h2>
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          const bracket = textOf(formOf(event), "bracket");
          const request = { member: member.number, bracket };
          void this.calls.save(
            "renew",
            request,
            (options) => ask(Dues).renew(request, options),
            ({ cents }) => words("membership.renewed_mine", { amount: money(cents) }),
          );
        }}>
        ${bracketFields(current)} ${this.calls.alert("renew")}
        <p>
          <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
            ${words(first ? "membership.join" : "membership.renew_mine")}
          </button>
        </p>
      </form>`;
  }

  private papers({ periods }: ListPeriodsReply): TemplateResult {
    return html`<h2>${words("membership.my_papers")}</h2>
      <p class="row">
        <a class="button" href="${path}#carte">${words("membership.my_card")}</a>
        <a class="button" href="${path}#attestation">${words("membership.certificate")}</a>
      </p>
      ${periods.length > 0
        ? html`<ul class="plain">
            ${periods.map((one) => html`<li class="card">${periodText(one, `${path}#recu/`)}</li>`)}
          </ul>`
        : nothing}`;
  }

  private contact(member: Member): TemplateResult {
    return html`<details class="card">
      <summary><strong>${words("membership.my_contact")}</strong></summary>
      <p>${fullName(member)}</p>
      <p class="hint">${words("membership.name_by_staff")}</p>
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
        ${personFields(member, false, true)} ${this.calls.alert("contact")}
        <p>
          <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
            ${words("membership.save")}
          </button>
        </p>
      </form>
    </details>`;
  }

  private leaving(member: Member): TemplateResult {
    return html`<details class="card">
      <summary><strong>${words("membership.leave")}</strong></summary>
      <p>${words("membership.leave_more")}</p>
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          const cause = textOf(formOf(event), "cause").trim();
          const request = { number: member.number, cause };
          void this.calls.save(
            "leave",
            request,
            (options) => ask(Members).leave(request, options),
            (left) => {
              [this.gone, this.member] = [true, left];
              return words("membership.left_now");
            },
          );
        }}>
        <div class="field">
          <label for="cause">${words("membership.leave_why")}</label>
          <input id="cause" name="cause" autocomplete="off" maxlength="200" />
        </div>
        ${this.calls.alert("leave")}
        <p><button>${words("membership.leave_yes")}</button></p>
      </form>
    </details>`;
  }
}
