// Surplus, proposals and disco soupes, and from there `/disco-soupe#producteurs` and
// `/disco-soupe#reglages`.
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { HashPage, may, Screen, words } from "halle/shell";
import "./growers";
import "./settings";
import "./soupes";
import "./surplus";

const path = "/disco-soupe";

@customElement("halle-disco-soupe-screen")
export class DiscoSoupeScreen extends Screen {
  private readonly page = new HashPage(this, path);

  protected override render(): TemplateResult {
    const manages = may("disco_soupe.draft.manage");
    if (manages && this.page.at === "producteurs")
      return html`${this.back()}<halle-disco-soupe-growers></halle-disco-soupe-growers>`;
    if (manages && this.page.at === "reglages")
      return html`${this.back()}<halle-disco-soupe-settings></halle-disco-soupe-settings>`;
    return html`<div class="narrow soupes">
      <h1>${words("menu.disco_soupe")}</h1>
      <p>${words("disco_soupe.more")}</p>
      ${manages
        ? html`<p class="row">
            <a href="${path}#producteurs">${words("disco_soupe.growers")}</a>
            <a href="${path}#reglages">${words("disco_soupe.settings")}</a>
          </p>`
        : nothing}
      <halle-disco-soupe-surplus @told=${() => this.told()}></halle-disco-soupe-surplus>
      ${manages
        ? html`<halle-disco-soupe-soupes @used=${() => this.used()}></halle-disco-soupe-soupes>`
        : nothing}
    </div>`;
  }

  private back(): TemplateResult {
    return html`<p class="back">
      <a href=${path}>${words("disco_soupe.back")}</a>
    </p>`;
  }

  /** Proposals are of the surplus that was known: they are made again when they are asked for. */
  private told(): void {
    this.querySelector("halle-disco-soupe-soupes")?.forget();
  }

  private used(): void {
    this.querySelector("halle-disco-soupe-surplus")?.read();
  }
}
