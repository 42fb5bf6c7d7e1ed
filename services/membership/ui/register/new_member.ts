import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, formOf, go, may, Screen, textOf, words } from "halle/shell";
import { Dues, Members, type GridReply } from "halle/gen/membership/v1/membership_pb";
import { bracketFields, meansField, personFields, personOf } from "../forms";
import { against, fullName } from "../wording";

/** Somebody joins at the counter. */
@customElement("halle-membership-add")
export class MembershipAdd extends Screen {
  private readonly calls = new Calls(this, () => this.read(), { reasons: against });
  @state() private grid: GridReply | null = null;
  @state() private begins = true;
  /** The new member shares another member's membership. */
  @state() private shares = false;

  private async read(): Promise<void> {
    this.grid = await ask(Dues).getGrid({});
  }

  protected override render(): TemplateResult {
    const { grid } = this;
    return html`<div class="membership narrow">
      <p class="back"><a href="/membres">${words("membership.all_members")}</a></p>
      <h1>${words("membership.add")}</h1>
      ${grid === null
        ? html`${this.calls.alert()}${this.calls.waiting()}`
        : html`<form novalidate @submit=${(event: Event) => void this.save(event)}>
            ${personFields(null, true, false)}
            <div class="field">
              <label for="number">${words("membership.field_number")}</label>
              <input
                id="number"
                name="number"
                inputmode="numeric"
                autocomplete="off"
                aria-describedby="number-more" />
              <p class="hint" id="number-more">${words("membership.number_more")}</p>
            </div>
            <div class="field">
              <label for="main">${words("membership.household_main")}</label>
              <input
                id="main"
                name="main"
                inputmode="numeric"
                autocomplete="off"
                aria-describedby="main-more"
                @input=${(event: Event) =>
                  (this.shares = (event.target as HTMLInputElement).value.trim() !== "")} />
              <p class="hint" id="main-more">${words("membership.household_main_more")}</p>
            </div>
            ${grid.current && may("membership.dues.take") && !this.shares
              ? html`<p>
                    <label class="check"
                      ><input
                        type="checkbox"
                        .checked=${this.begins}
                        @change=${(event: Event) =>
                          (this.begins = (event.target as HTMLInputElement).checked)} />
                      ${words("membership.begins_now")}</label
                    >
                  </p>
                  ${this.begins
                    ? html`${bracketFields(grid.current)} ${meansField(true)}`
                    : nothing}`
              : nothing}
            ${this.calls.alert("add")}
            <p>
              <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
                ${words("membership.add_now")}
              </button>
            </p>
          </form>`}
    </div>`;
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const data = formOf(event);
    const request = {
      number: textOf(data, "number").trim(),
      person: personOf(data),
      bracket: textOf(data, "bracket"),
      means: Number(data.get("means") ?? 0),
      main: textOf(data, "main").trim(),
    };
    const member = await this.calls.save(
      "add",
      request,
      (options) => ask(Members).add(request, options),
      (added) => words("membership.added", { who: fullName(added), number: added.number }),
    );
    if (member) go(`/membres#n/${member.number}`);
  }
}
