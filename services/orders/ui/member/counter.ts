import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, finder, may, Screen, words } from "halle/shell";
import { Members, Standing, type Member } from "halle/gen/membership/v1/membership_pb";
import "../shop/shop";

const most = 12;

/** At the counter: staff find a member and order for that member. */
@customElement("halle-orders-counter-screen")
export class OrdersCounter extends Screen {
  @state() private members: Member[] = [];
  @state() private search = "";
  @state() private chosen: Member | null = null;

  private readonly calls = new Calls(this, async () => {
    this.members = (await ask(Members).list({})).members;
  });

  protected override updated(): void {
    if (!this.chosen) this.querySelector<HTMLInputElement>("#member")?.focus();
  }

  /** Those whose number begins so come first, then those whose names have a part that does. */
  private found(): Member[] {
    const wanted = this.search.trim();
    if (wanted === "") return [];
    const fits = finder(wanted);
    const byNumber = this.members.filter((member) => member.number.startsWith(wanted));
    const byName = this.members.filter(
      (member) => !byNumber.includes(member) && fits(`${member.firstName} ${member.name}`),
    );
    return [...byNumber, ...byName].slice(0, most);
  }

  protected override render(): TemplateResult {
    if (this.chosen) {
      const name = `${this.chosen.firstName} ${this.chosen.name}`;
      return html`<div class="band for-her">
          <p><strong>${words("orders.for_her", { name, number: this.chosen.number })}</strong></p>
          <div class="row">
            <button
              @click=${() => {
                this.chosen = null;
                this.search = "";
              }}>
              ${words("orders.other_member")}
            </button>
            ${may("hub.account.invite")
              ? html`<a class="button" href="/inviter#${this.chosen.number}"
                  >${words("orders.invite_her")}</a
                >`
              : nothing}
          </div>
        </div>
        <halle-orders-shop-screen
          .member=${this.chosen.number}
          .name=${name}></halle-orders-shop-screen>`;
    }
    const found = this.found();
    return html`<div class="narrow">
      <h1>${words("menu.counter")}</h1>
      ${this.calls.alert()}
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          if (found[0]) this.chosen = found[0];
        }}>
        <div class="field">
          <label for="member">${words("orders.find_member")}</label>
          <input
            id="member"
            type="search"
            autocomplete="off"
            .value=${this.search}
            @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)} />
        </div>
      </form>
      <ul class="people">
        ${found.map(
          (member) =>
            html`<li>
              <button class="big" @click=${() => (this.chosen = member)}>
                <span class="badge">${member.number}</span> ${member.firstName} ${member.name}
                ${member.standing === Standing.ACTIVE
                  ? nothing
                  : html`<em>${words("orders.not_active")}</em>`}
              </button>
            </li>`,
        )}
      </ul>
      ${this.search.trim() && found.length === 0 && this.members.length > 0
        ? html`<p>${words("orders.nobody_found")}</p>`
        : nothing}
    </div>`;
  }
}
