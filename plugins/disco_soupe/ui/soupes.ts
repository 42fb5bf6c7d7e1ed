import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, bringAllWords, Calls, formOf, Screen, textOf, words } from "halle/shell";
import {
  type Draft,
  Drafts,
  DraftState,
  type ProposeReply,
  type Year,
} from "halle/gen/disco_soupe/v1/disco_soupe_pb";
import { kilograms, reasons, useOf, when } from "./wording";
import "./soupe";

/** For managers: what could be cooked, and the disco soupes that were made. */
@customElement("halle-disco-soupe-soupes")
export class Soupes extends Screen {
  @state() private drafts: Draft[] | null = null;
  @state() private year: Year | null = null;
  @state() private proposed: ProposeReply | null = null;
  /** Members who are free, as the reader knows them: only asked for where shifts cannot say. */
  private members = 0;
  private readonly calls = new Calls(this, async () => {
    const [{ drafts }, year] = await Promise.all([
      ask(Drafts).list({}),
      ask(Drafts).getYear({}),
      bringAllWords(), // why another module refused
    ]);
    [this.drafts, this.year] = [drafts, year];
  });

  forget(): void {
    this.proposed = null;
  }

  protected override render(): TemplateResult {
    return html`<section aria-labelledby="proposals">
        <h2 id="proposals">${words("disco_soupe.proposals")}</h2>
        <p>
          <button
            class=${this.proposed ? nothing : "primary"}
            aria-disabled=${this.calls.busy ? "true" : "false"}
            @click=${() => void this.propose()}>
            ${words("disco_soupe.propose")}
          </button>
        </p>
        ${this.calls.alert("propose")} ${this.proposed ? this.proposals(this.proposed) : nothing}
      </section>
      <section aria-labelledby="made">
        <h2 id="made">${words("disco_soupe.made")}</h2>
        ${this.calls.alert()} ${this.drafts ? this.made(this.drafts) : this.calls.waiting()}
        ${this.year?.drafts ? this.total(this.year) : nothing}
      </section>`;
  }

  private async propose(): Promise<void> {
    await this.calls.change(
      null,
      async () => {
        this.proposed = await ask(Drafts).propose({ freeMembers: this.members });
        announce(words("disco_soupe.proposed", { n: this.proposed.drafts.length }));
      },
      { part: "propose" },
    );
  }

  private proposals({ drafts, missing }: ProposeReply): TemplateResult {
    const typed = missing.some((one) => /without_shifts|no_skills/.test(one));
    return html`${missing.map((reason) => html`<p class="notes">${words(reason)}</p>`)}
      ${typed ? this.membersForm() : nothing}
      ${drafts.length === 0 && missing.length === 0
        ? html`<p>${words("disco_soupe.none_fits")}</p>`
        : nothing}
      ${drafts.length > 1 ? html`<p class="notes">${words("disco_soupe.best_first")}</p>` : nothing}
      <ol class="plain">
        ${drafts.map((draft, at) => this.proposal(draft, at))}
      </ol>`;
  }

  private membersForm(): TemplateResult {
    return html`<form
      @submit=${(event: Event) => {
        event.preventDefault();
        this.members = Number(textOf(formOf(event), "members")) || 0;
        void this.propose();
      }}>
      <div class="field">
        <label for="members">${words("disco_soupe.field_members")}</label>
        <input
          id="members"
          name="members"
          type="number"
          min="0"
          max="30"
          .value=${"" + this.members} />
      </div>
      <button>${words("disco_soupe.propose")}</button>
    </form>`;
  }

  private proposal(draft: Draft, at: number): TemplateResult {
    const saves = html`<strong
        >${words("disco_soupe.saves", { kg: kilograms(draft.grams), n: draft.persons })}</strong
      >, ${draft.placeName}`;
    if (at === 0)
      return html`<li class="card">
        <h3>${when(draft)}</h3>
        <p>${saves}</p>
        ${this.explained(draft, at)}
      </li>`;
    return html`<li class="card">
      <details>
        <summary>
          <h3>${when(draft)}</h3>
          <span>${saves}</span>
        </summary>
        ${this.explained(draft, at)}
      </details>
    </li>`;
  }

  private explained(draft: Draft, at: number): TemplateResult {
    return html`<p>${draft.uses.map(useOf).join(" ; ")}</p>
      <ul>
        ${reasons(draft).map((text) => html`<li>${text}</li>`)}
      </ul>
      <p>
        <button
          class=${at === 0 ? "primary" : nothing}
          aria-label="${words("disco_soupe.make")} (${when(draft)})"
          aria-disabled=${this.calls.busy ? "true" : "false"}
          @click=${() => void this.make(draft)}>
          ${words("disco_soupe.make")}
        </button>
      </p>`;
  }

  private async make({ place, starts, ends, uses, helpers, beside }: Draft): Promise<void> {
    const request = {
      place,
      starts,
      ends,
      helpers,
      beside,
      uses: uses.map(({ lot, grams }) => ({ lot, grams })),
    };
    await this.calls.change(
      request,
      async (options) => {
        const made = await ask(Drafts).make(request, options);
        this.proposed = null;
        announce(
          words(made.state === DraftState.READY ? "disco_soupe.is_ready" : "disco_soupe.is_draft"),
        );
        await this.changed();
        await this.updateComplete;
        this.querySelector<HTMLElement>(`#soupe-${made.id} h3`)?.focus();
      },
      { part: "propose" },
    );
  }

  private made(drafts: Draft[]): TemplateResult {
    if (drafts.length === 0) return html`<p>${words("disco_soupe.none_made")}</p>`;
    return html`<ul class="plain">
      ${drafts.map(
        (draft) =>
          html`<li class="card" id="soupe-${draft.id}">
            <halle-disco-soupe-one
              .draft=${draft}
              @changed=${() => void this.changed()}></halle-disco-soupe-one>
          </li>`,
      )}
    </ul>`;
  }

  private total({ year, drafts, outcome, toldGrams }: Year): TemplateResult {
    return html`<p class="notes">
      ${words("disco_soupe.year", {
        year,
        n: drafts,
        told: kilograms(toldGrams),
        cooked: kilograms(outcome?.cookedGrams ?? 0n),
        given: kilograms(outcome?.givenGrams ?? 0n),
        composted: kilograms(outcome?.compostedGrams ?? 0n),
      })}
    </p>`;
  }

  private async changed(): Promise<void> {
    this.forget();
    this.dispatchEvent(new Event("used"));
    await this.calls.refresh();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "halle-disco-soupe-soupes": Soupes;
  }
}
