import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import {
  announce,
  ask,
  Calls,
  decimal,
  formOf,
  Screen,
  textOf,
  thousandths,
  words,
} from "halle/shell";
import {
  type Draft,
  Drafts,
  DraftState,
  type Part,
  PartKind,
  PartState,
} from "halle/gen/disco_soupe/v1/disco_soupe_pb";
import { kilograms, reasonOf, useOf, when } from "./wording";

const names: Record<number, string> = {
  [PartKind.SESSION]: "session",
  [PartKind.PLACE]: "place",
  [PartKind.HELPERS]: "helpers",
};
const states: Record<number, string> = {
  [PartState.WAITING]: "waiting",
  [PartState.ASKED]: "asked",
  [PartState.DONE]: "done",
  [PartState.FAILED]: "failed",
  [PartState.SKIPPED]: "skipped",
  [PartState.FREEING]: "freeing",
  [PartState.FREED]: "freed",
};

/** One disco soupe: its parts, and what became of its surplus. */
@customElement("halle-disco-soupe-one")
export class Soupe extends Screen {
  @property({ attribute: false }) draft!: Draft;
  private readonly calls = new Calls(this);

  protected override render(): TemplateResult {
    const { draft } = this;
    return html`<h3 tabindex="-1">${when(draft)}</h3>
      <p>
        <strong>${words("disco_soupe.state_" + this.state())}</strong>,
        ${this.is(DraftState.UNDONE)
          ? nothing
          : html`${words("disco_soupe.saves", { kg: kilograms(draft.grams), n: draft.persons })},`}
        ${draft.placeName}
      </p>
      <p>${draft.uses.map(useOf).join(" ; ")}</p>
      ${this.calls.alert()}
      ${draft.begun && (this.is(DraftState.RECORDED) || this.is(DraftState.UNDONE))
        ? nothing
        : html`<ul>
            ${draft.parts.map((part) => this.line(part))}
          </ul>`}
      ${draft.begun && !this.is(DraftState.UNDONE) ? this.outcome() : nothing} ${this.actions()}`;
  }

  private is(state: DraftState): boolean {
    return this.draft.state === state;
  }

  private state(): string {
    if (this.is(DraftState.UNDONE)) return "undone";
    if (this.is(DraftState.RECORDED)) return "recorded";
    const left = this.draft.parts.some(({ state }) => state === PartState.SKIPPED);
    if (this.is(DraftState.READY)) return left ? "by_you" : "ready";
    return this.isPublished() ? "published" : "draft";
  }

  /** The date is public, though something is missing. */
  private isPublished(): boolean {
    return this.draft.parts.some(
      ({ kind, state, reason }) =>
        kind === PartKind.SESSION &&
        (state === PartState.DONE || reason === "disco_soupe.session_moved"),
    );
  }

  /** Asking again may help: not where people have cancelled the session. */
  private mayHelp(): boolean {
    const { begun, parts } = this.draft;
    if (begun || parts.some(({ reason }) => /[.](session_)?(cancelled|moved)$/.test(reason)))
      return false;
    return (
      this.is(DraftState.DRAFT) ||
      parts.some(
        ({ state, reason }) => state === PartState.SKIPPED && reason !== "disco_soupe.no_zone",
      )
    );
  }

  private line(part: Part): TemplateResult {
    if (/_moved$|_cancelled$/.test(part.reason)) return html`<li>${reasonOf(part.reason)}</li>`;
    const said = words(`disco_soupe.part_${names[part.kind]}_${states[part.state]}`);
    return html`<li>${said}${part.reason ? html` ${reasonOf(part.reason)}` : nothing}</li>`;
  }

  private actions(): TemplateResult | typeof nothing {
    if (this.is(DraftState.UNDONE) || this.is(DraftState.RECORDED)) return nothing;
    const hidden = html`<span class="hidden"> ${when(this.draft)}</span>`;
    const busy = this.calls.busy ? "true" : "false";
    return html`${this.mayHelp()
        ? html`<p>
            <button
              class=${this.is(DraftState.DRAFT) ? "primary" : nothing}
              aria-disabled=${busy}
              @click=${() =>
                this.send((options) => ask(Drafts).tryAgain({ draft: this.draft.id }, options))}>
              ${words("disco_soupe.try_again")}${hidden}
            </button>
          </p>`
        : nothing}
      <details>
        <summary>
          ${words(this.draft.begun ? "disco_soupe.undo_begun" : "disco_soupe.undo")}${hidden}
        </summary>
        <p>${words(this.draft.begun ? "disco_soupe.undo_begun_more" : "disco_soupe.undo_more")}</p>
        <form @submit=${(event: Event) => this.undo(event)}>
          ${this.draft.begun ? nothing : this.why()}
          <button aria-disabled=${busy}>${words("disco_soupe.undo_now")}${hidden}</button>
        </form>
      </details>`;
  }

  private why(): TemplateResult {
    const id = `why-${this.draft.id}`;
    return html`<div class="field">
      <label for=${id}>${words("disco_soupe.field_why")}</label>
      <input id=${id} name="reason" maxlength="200" autocomplete="off" />
    </div>`;
  }

  private undo(event: Event): void {
    event.preventDefault();
    const request = { draft: this.draft.id, reason: textOf(formOf(event), "reason") };
    this.send((options) => ask(Drafts).undo(request, options));
  }

  private send(act: (options: object) => Promise<Draft>): void {
    void this.calls.change(null, async (options) => {
      this.draft = await act(options);
      announce(words("disco_soupe.state_" + this.state()));
      this.dispatchEvent(new Event("changed"));
      await this.updateComplete;
      this.querySelector("h3")?.focus();
    });
  }

  private outcome(): TemplateResult {
    const { cookedGrams = 0n, givenGrams = 0n, compostedGrams = 0n } = this.draft.outcome ?? {};
    return html`<form novalidate @submit=${(event: Event) => void this.record(event)}>
      <h4>${words("disco_soupe.outcome")}</h4>
      <p class="hint">${words("disco_soupe.outcome_left")}</p>
      ${this.calls.alert("outcome")} ${this.field("cooked", cookedGrams)}
      ${this.field("given", givenGrams)} ${this.field("composted", compostedGrams)}
      <button class=${this.draft.outcome ? nothing : "primary"}>
        ${words("disco_soupe.record")}
      </button>
    </form>`;
  }

  private field(name: string, grams: bigint): TemplateResult {
    const id = `${name}-${this.draft.id}`;
    return html`<div class="field">
      <label for=${id}>${words("disco_soupe.field_" + name)}</label>
      <input
        id=${id}
        name=${name}
        inputmode="decimal"
        autocomplete="off"
        .defaultValue=${this.draft.outcome ? decimal(grams) : ""} />
    </div>`;
  }

  private async record(event: Event): Promise<void> {
    event.preventDefault();
    const form = formOf(event);
    // What is not noted is surplus again: that is said, not left out.
    if (["cooked", "given", "composted"].every((name) => textOf(form, name).trim() === ""))
      return this.calls.show([words("disco_soupe.outcome_empty")], "outcome");
    const [cooked, given, composted] = ["cooked", "given", "composted"].map((name) =>
      thousandths(textOf(form, name)),
    );
    if ([cooked, given, composted].some(Number.isNaN))
      return this.calls.show([words("disco_soupe.outcome_bad")], "outcome");
    const outcome = {
      cookedGrams: BigInt(cooked),
      givenGrams: BigInt(given),
      compostedGrams: BigInt(composted),
    };
    const request = { draft: this.draft.id, outcome };
    await this.calls.change(
      request,
      async (options) => {
        this.draft = await ask(Drafts).record(request, options);
        announce(words("disco_soupe.noted"));
        this.dispatchEvent(new Event("changed"));
      },
      { part: "outcome" },
    );
  }
}
