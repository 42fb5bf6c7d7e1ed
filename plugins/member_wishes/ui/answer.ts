import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce, ask, Calls, type Failure, may, Screen, textOf, words } from "halle/shell";
import { Members } from "halle/gen/membership/v1/membership_pb";
import { Answers, Verdict, type Wish } from "halle/gen/member_wishes/v1/member_wishes_pb";
import { verdicts } from "./verdicts";

/**
 * For the Commission: what to say of a wish, and who has it. Tells of it as `halle-wish`,
 * `halle-removed`.
 */
@customElement("halle-member-wishes-answer")
export class AnswerWish extends Screen {
  @property({ attribute: false }) wish!: Wish;
  @state() private verdict = Verdict.LOOKING;
  @state() private people: string[] | null = null;
  @state() private asksRemoval = false;
  private readonly calls = new Calls(this);

  private run(what: unknown, work: (options: CallOptions) => Promise<void>): Promise<boolean> {
    const refused = (why: Failure) =>
      why.fields.every(({ field }) => ["why", "until", "verdict"].includes(field)) &&
      this.calls.complainOf(why);
    return this.calls.change(what, work, { refused });
  }

  private give(event: Event): void {
    event.preventDefault();
    const target = event.target as HTMLFormElement;
    const form = new FormData(target);
    const tried = this.verdict === Verdict.TRIED;
    const request = {
      wish: this.wish.id,
      verdict: this.verdict,
      why: textOf(form, "why"),
      until: tried ? textOf(form, "until") : "",
    };
    void this.run(request, async (options) => {
      const wish = await ask(Answers).give(request, options);
      target.reset();
      announce(words("member_wishes.answered", { name: wish.name }));
      this.dispatchEvent(new CustomEvent<Wish>("halle-wish", { detail: wish }));
    });
  }

  private takeAway(): void {
    const request = { wish: this.wish.id };
    void this.run(request, async (options) => {
      await ask(Answers).remove(request, options);
      announce(words("member_wishes.removed", { name: this.wish.name }));
      this.dispatchEvent(new CustomEvent("halle-removed"));
    });
  }

  private look(): void {
    void this.run(null, async () => {
      const [wanting, register] = await Promise.all([
        ask(Answers).listWanting({ wish: this.wish.id }),
        may("membership.member.read") ? ask(Members).list({}) : null,
      ]);
      const names = new Map(
        register?.members.map((of) => [of.number, `${of.firstName} ${of.name}`.trim()]),
      );
      this.people = wanting.members
        .sort((a, b) => a.localeCompare(b, "fr", { numeric: true }))
        .map((number) => `${number} ${names.get(number) ?? ""}`.trim());
    });
  }

  private async ask(removal: boolean): Promise<void> {
    this.asksRemoval = removal;
    await this.updateComplete;
    this.querySelector<HTMLElement>(removal ? "[data-yes]" : "[data-remove]")?.focus();
  }

  protected override render(): TemplateResult {
    const { id, name } = this.wish;
    const hidden = html`<span class="hidden"> ${name}</span>`;
    return html`<details>
      <summary>${words("member_wishes.answer")}${hidden}</summary>
      ${this.calls.alert()}
      <form novalidate @submit=${(event: Event) => this.give(event)}>
        <div class="field">
          <label for="verdict-${id}">${words("member_wishes.field_verdict")}</label>
          <select
            id="verdict-${id}"
            @change=${(event: Event) =>
              (this.verdict = Number((event.target as HTMLSelectElement).value))}>
            ${verdicts.map(
              ({ verdict, key }) =>
                html`<option value=${verdict} ?selected=${verdict === this.verdict}>
                  ${words("member_wishes.say_" + key)}
                </option>`,
            )}
          </select>
        </div>
        ${this.verdict === Verdict.TRIED
          ? this.field(
              "until",
              (described) =>
                html`<input
                  id="until-${id}"
                  name="until"
                  type="date"
                  aria-invalid=${this.bad("until")}
                  aria-describedby=${described} />`,
            )
          : nothing}
        ${this.field(
          "why",
          (described) =>
            html`<textarea
              id="why-${id}"
              name="why"
              rows="3"
              maxlength="500"
              aria-invalid=${this.bad("why")}
              aria-describedby=${described}></textarea>`,
        )}
        <p>
          <button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
            ${words("member_wishes.give")}${hidden}
          </button>
        </p>
      </form>
      <p class="row">
        <button @click=${() => this.look()}>${words("member_wishes.who")}${hidden}</button> ${this
          .asksRemoval
          ? nothing
          : html`<button class="quiet" data-remove @click=${() => void this.ask(true)}>
              ${words("member_wishes.remove")}${hidden}
            </button>`}
      </p>
      <div role="status">
        ${this.people
          ? this.people.length > 0
            ? html`<ul class="names">
                ${this.people.map((person) => html`<li>${person}</li>`)}
              </ul>`
            : html`<p>${words("member_wishes.nobody")}</p>`
          : nothing}
      </div>
      ${this.asksRemoval
        ? html`<div class="state">
            <p>${words("member_wishes.sure")}</p>
            <p class="row">
              <button data-yes @click=${() => this.takeAway()}>
                ${words("member_wishes.yes_remove")}
              </button>
              <button @click=${() => void this.ask(false)}>
                ${words("member_wishes.no_keep")}
              </button>
            </p>
          </div>`
        : nothing}
    </details>`;
  }

  private bad(name: string): string | typeof nothing {
    return this.calls.problem(name) ? "true" : nothing;
  }

  private problem(name: string): TemplateResult | typeof nothing {
    const text = this.calls.problem(name);
    return text
      ? html`<p class="wrong" id="wrong-${name}-${this.wish.id}" role="alert">${text}</p>`
      : nothing;
  }

  private field(
    name: string,
    control: (described: string | typeof nothing) => TemplateResult,
  ): TemplateResult {
    return html`<div class="field">
      <label for="${name}-${this.wish.id}">${words("member_wishes.field_" + name)}</label>
      ${control(this.calls.problem(name) ? `wrong-${name}-${this.wish.id}` : nothing)}
      ${this.problem(name)}
    </div>`;
  }
}
