// For who may read the register: everybody with where they stand, and from there one member or the
// settings. What is shown is in the address: `/membres`, `#n/12`, `#n/12/recu/PERIOD`, `#ajouter`,
// `#demandes`, `#reglages`, `#savoir-faire`.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  ask,
  Calls,
  counted,
  finder,
  go,
  HashPage,
  icon,
  may,
  money,
  Screen,
  words,
} from "halle/shell";
import {
  Dues,
  DuesState,
  Members,
  Standing,
  type DuesRow,
  type Member,
} from "halle/gen/membership/v1/membership_pb";
import "./new_member";
import "../member/member";
import "./applications";
import "./settings";
import "./skills";
import { against, fullName, standingWords, stateWords } from "../wording";

const path = "/membres";
const filters = ["", "renew", "unpaid", "suspended", "left"];

const owed = (cents: bigint): TemplateResult | typeof nothing =>
  cents > 0n
    ? html`<span class="only-small">${words("membership.owes")} </span>${money(cents)}`
    : nothing;

@customElement("halle-membership-members-screen")
export class MembershipMembers extends Screen {
  @state() private members: Member[] | null = null;
  @state() private dues: ReadonlyMap<string, DuesRow> = new Map();
  @state() private search = "";
  @state() private filter = "";
  @state() private day = "";
  private readonly page = new HashPage(this, path, () => {
    if (this.page.at === "") void this.calls.load();
  });
  private readonly calls = new Calls(this, () => this.read(), { reasons: against });

  private async read(): Promise<void> {
    const asOf = this.day;
    const [{ members }, { rows }] = await Promise.all([
      ask(Members).list({ asOf }),
      may("membership.dues.take") ? ask(Dues).list({}) : { rows: [] },
    ]);
    if (asOf !== this.day) return;
    this.members = members;
    this.dues = new Map(rows.map((row) => [row.member, row]));
  }

  protected override render(): TemplateResult {
    const [where, number, ...paper] = this.page.at.split("/");
    if (where === "n")
      return html`<halle-membership-one
        .number=${number}
        .paper=${paper.join("/")}></halle-membership-one>`;
    if (where === "ajouter") return html`<halle-membership-add></halle-membership-add>`;
    if (where === "demandes") return html`<halle-membership-requests></halle-membership-requests>`;
    if (where === "savoir-faire") return html`<halle-membership-skills></halle-membership-skills>`;
    if (where === "reglages") return html`<halle-membership-settings></halle-membership-settings>`;
    return html`<div class="membership">
      <h1>${words("menu.members")}</h1>
      <p class="row only-screen">
        ${may("membership.member.manage")
          ? html`<a class="button primary" href="${path}#ajouter">${words("membership.add")}</a>`
          : nothing}
        ${may("membership.member.manage")
          ? html`<a class="button" href="${path}#demandes">${words("membership.applications")}</a>`
          : nothing}
        ${may("membership.dues.take")
          ? html`<a class="button" href="${path}#reglages">${words("membership.settings")}</a>`
          : nothing}
        ${may("membership.skill.manage")
          ? html`<a class="button" href="${path}#savoir-faire">${words("membership.skills")}</a>`
          : nothing}
        <a class="button" href="/mandats">${words("membership.mandates")}</a>
        ${may("membership.member.manage")
          ? html`<a class="button" href="/importer-membres">${words("menu.import_members")}</a>`
          : nothing}
        <button @click=${() => print()}>${icon("print")}${words("membership.print")}</button>
      </p>
      ${this.calls.trouble.length > 0
        ? html`${this.calls.alert()}
            <p>${this.calls.again()}</p>`
        : nothing}
      ${this.members ? this.list(this.members) : this.calls.waiting()}
    </div>`;
  }

  private shown(members: Member[]): Member[] {
    const wanted = this.search.trim();
    const fits = finder(wanted);
    return members.filter((member) => {
      const row = this.dues.get(member.number);
      if (wanted && !member.number.startsWith(wanted) && !fits(fullName(member))) return false;
      switch (this.filter) {
        case "renew":
          return (
            member.standing !== Standing.LEFT &&
            row !== undefined &&
            row.state !== DuesState.RUNNING
          );
        case "unpaid":
          return (row?.unpaidCents ?? 0n) > 0n;
        case "suspended":
          return member.standing === Standing.SUSPENDED;
        case "left":
          return member.standing === Standing.LEFT;
        default:
          return this.day !== "" || wanted !== "" || member.standing !== Standing.LEFT;
      }
    });
  }

  private list(members: Member[]): TemplateResult {
    const shown = this.shown(members);
    // What is owed is known of today only.
    const dues = this.day === "" && may("membership.dues.take");
    const choices = filters.filter((one) => dues || !["renew", "unpaid"].includes(one));
    return html`<form
        class="filters only-screen"
        @submit=${(event: Event) => {
          event.preventDefault();
          if (shown.length === 1) go(`${path}#n/${shown[0].number}`);
        }}>
        <div class="field search">
          <label for="search">${words("membership.search")}</label>
          <input
            id="search"
            type="search"
            autocomplete="off"
            .value=${this.search}
            @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)} />
        </div>
        <div class="field">
          <label for="filter">${words("membership.show")}</label>
          <select
            id="filter"
            @change=${(event: Event) => (this.filter = (event.target as HTMLSelectElement).value)}>
            ${choices.map(
              (one) =>
                html`<option value=${one} ?selected=${one === this.filter}>
                  ${words("membership.filter_" + (one || "all"))}
                </option>`,
            )}
          </select>
        </div>
        <div class="field">
          <label for="day">${words("membership.as_of")}</label>
          <input
            id="day"
            type="date"
            .value=${this.day}
            @change=${(event: Event) => {
              this.day = (event.target as HTMLInputElement).value;
              void this.calls.load();
            }} />
        </div>
      </form>
      <p role="status">${counted("membership.members", shown.length)}</p>
      ${shown.length === 0
        ? nothing
        : html`<table class="register">
            <thead>
              <tr>
                <th scope="col">${words("membership.member")}</th>
                <th scope="col">${words("membership.standing")}</th>
                ${dues
                  ? html`<th scope="col">${words("membership.dues")}</th>
                      <th scope="col" class="number">${words("membership.owes")}</th>`
                  : nothing}
              </tr>
            </thead>
            <tbody>
              ${shown.map((member) =>
                this.row(member, dues ? this.dues.get(member.number) : undefined, dues),
              )}
            </tbody>
          </table>`}`;
  }

  private row(member: Member, row: DuesRow | undefined, dues: boolean): TemplateResult {
    return html`<tr>
      <td>
        <span class="badge">${member.number}</span
        ><a href="${path}#n/${member.number}">${fullName(member)}</a>${member.main
          ? html` <span class="notes">${words("membership.with", { number: member.main })}</span>`
          : nothing}
      </td>
      <td>${standingWords(member.standing)}</td>
      ${dues
        ? html`<td>${row ? stateWords(row.state, row.until, "_short") : nothing}</td>
            <td class="number">${owed(row?.unpaidCents ?? 0n)}</td>`
        : nothing}
    </tr>`;
  }
}
