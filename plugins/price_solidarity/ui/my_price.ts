import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, Calls, decimal, Screen, subject, words } from "halle/shell";
import { Bracket, Choices, type Choice } from "halle/gen/price_solidarity/v1/price_solidarity_pb";

const brackets = [Bracket.UNSPECIFIED, Bracket.MORE, Bracket.SOLIDARITY];
const names: Record<number, string> = {
  [Bracket.UNSPECIFIED]: "shown",
  [Bracket.MORE]: "more",
  [Bracket.SOLIDARITY]: "solidarity",
};

/** What a member pays, in three sentences to choose from. */
@customElement("halle-price-solidarity-mine-screen")
export class MyPrice extends Screen {
  @state() private choice: Choice | null = null;
  @state() private wanted = Bracket.UNSPECIFIED;

  private readonly calls = new Calls(this, async () => {
    if (subject()) this.take(await ask(Choices).get({ member: subject() }));
  });

  private take(choice: Choice): void {
    this.choice = choice;
    this.wanted = choice.bracket;
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const request = { member: subject(), bracket: this.wanted };
    await this.calls.change(request, async (options) => {
      this.take(await ask(Choices).set(request, options));
      announce(words("price_solidarity.saved"));
    });
  }

  protected override render(): TemplateResult {
    return html`<div class="narrow">
      <h1>${words("menu.my_price")}</h1>
      ${this.calls.alert()}
      ${!subject()
        ? html`<p>${words("price_solidarity.no_number")}</p>`
        : this.choice
          ? this.form(this.choice)
          : this.calls.trouble.length > 0
            ? this.calls.again("primary")
            : this.calls.waiting()}
    </div>`;
  }

  private form(choice: Choice): TemplateResult {
    const pair = choice.coefficients;
    if (!pair) return html`<p class="state">${words("price_solidarity.not_decided")}</p>`;
    const percent: Record<number, string> = {
      [Bracket.UNSPECIFIED]: "",
      [Bracket.MORE]: decimal((pair.more - 1000) * 100),
      [Bracket.SOLIDARITY]: decimal((1000 - pair.solidarity) * 100),
    };
    return html`<p>${words("price_solidarity.intro")}</p>
      <form @submit=${(event: Event) => void this.save(event)}>
        <fieldset class="parts">
          <legend>${words("price_solidarity.what")}</legend>
          ${brackets.map(
            (bracket) =>
              html`<p>
                <label class="check"
                  ><input
                    type="radio"
                    name="bracket"
                    aria-describedby="about-${bracket}"
                    .checked=${this.wanted === bracket}
                    @change=${() => (this.wanted = bracket)} />
                  <strong
                    >${words("price_solidarity.pay_" + names[bracket], {
                      percent: percent[bracket],
                    })}</strong
                  ></label
                >
                <span class="notes choice" id="about-${bracket}"
                  >${words("price_solidarity.about_" + names[bracket])}</span
                >
              </p>`,
          )}
        </fieldset>
        <p class="hint">${words("price_solidarity.until")}</p>
        <p>
          ${this.wanted === choice.bracket
            ? html`<span class="badge">✓</span> ${words(
                  "price_solidarity.is_" + names[choice.bracket],
                )}`
            : html`<button class="primary" aria-disabled=${this.calls.busy ? "true" : "false"}>
                ${words("price_solidarity.save")}
              </button>`}
        </p>
      </form>
      <p class="hint">${words("price_solidarity.discreet")}</p>`;
  }
}
