import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, formOf, instant, local, Screen, shortDayOf, textOf, words } from "halle/shell";
import { type GrowerLink, Growers } from "halle/gen/disco_soupe/v1/disco_soupe_pb";

/** Secret pages on which growers tell their surplus. */
@customElement("halle-disco-soupe-growers")
export class GrowersList extends Screen {
  @state() private links: GrowerLink[] | null = null;
  @state() private address = "";
  private readonly calls = new Calls(this, async () => {
    this.links = (await ask(Growers).listLinks({})).links;
  });

  protected override updated(changed: PropertyValues): void {
    if (changed.has("address" as keyof GrowersList) && this.address)
      this.querySelector<HTMLElement>("#grower-address")?.focus();
  }

  protected override render(): TemplateResult {
    return html`<div class="narrow">
      <h1>${words("disco_soupe.growers")}</h1>
      <p>${words("disco_soupe.growers_more")}</p>
      ${this.calls.alert()} ${this.form()} ${this.made()}
      ${this.links ? this.list(this.links) : this.calls.waiting()}
    </div>`;
  }

  private form(): TemplateResult {
    const wrong = this.calls.problem("name");
    return html`<form novalidate @submit=${(event: Event) => void this.open(event)}>
      <div class="field">
        <label for="grower">${words("disco_soupe.field_grower")}</label>
        <input
          id="grower"
          name="name"
          autocomplete="off"
          aria-invalid=${wrong ? "true" : nothing}
          aria-describedby=${wrong ? "wrong-grower" : nothing} />
        ${wrong ? html`<p class="wrong" id="wrong-grower" role="alert">${wrong}</p>` : nothing}
      </div>
      <button class="primary">${words("disco_soupe.open_link")}</button>
    </form>`;
  }

  private async open(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const request = { name: textOf(formOf(event), "name") };
    await this.calls.change(
      null,
      async (options) => {
        const { path } = await ask(Growers).openLink(request, options);
        this.address = location.origin + path;
        form.reset();
        await this.calls.refresh();
      },
      { refused: (why) => this.calls.complainOf(why) },
    );
  }

  private made(): TemplateResult | typeof nothing {
    if (!this.address) return nothing;
    return html`<div class="state" data-state="done">
      <div class="field">
        <label for="grower-address">${words("disco_soupe.address")}</label>
        <p class="hint" id="grower-once">${words("disco_soupe.address_once")}</p>
        <input
          id="grower-address"
          readonly
          aria-describedby="grower-once"
          .value=${this.address}
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
      </div>
    </div>`;
  }

  private list(links: GrowerLink[]): TemplateResult | typeof nothing {
    if (links.length === 0) return nothing;
    return html`<h2>${words("disco_soupe.links")}</h2>
      <ul class="people">
        ${links.map(
          (link) =>
            html`<li class="state">
              <p>
                <strong>${link.name}</strong>
                <span class="notes"
                  >${words("disco_soupe.link_made", {
                    day: shortDayOf(local(instant(link.madeAt)).slice(0, 10)),
                  })}</span
                >
              </p>
              <details>
                <summary>
                  ${words("disco_soupe.close_link")}<span class="hidden"> ${link.name}</span>
                </summary>
                <p>${words("disco_soupe.close_more")}</p>
                <p class="row">
                  <button @click=${() => this.close(link, false)}>
                    ${words("disco_soupe.close_keep")}<span class="hidden"> ${link.name}</span>
                  </button>
                  <button @click=${() => this.close(link, true)}>
                    ${words("disco_soupe.close_withdraw")}<span class="hidden"> ${link.name}</span>
                  </button>
                </p>
              </details>
            </li>`,
        )}
      </ul>`;
  }

  private close(link: GrowerLink, withdraw: boolean): void {
    const request = { link: link.id, withdraw };
    void this.calls.save(
      "",
      request,
      (options) => ask(Growers).closeLink(request, options),
      () => words("disco_soupe.link_closed"),
    );
  }
}
