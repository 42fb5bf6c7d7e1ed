// What staff and leaders see of workshops, by what stands behind `#`: `nouveau`, `reglages`,
// `bilan`, `passes`, a session's id, and below that `pointage`, `modifier`, `copier`.
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { HashPage, may, Screen, words } from "halle/shell";
import "./checkin/checkin";
import "./past_sessions";
import "./report";
import "./session/copies";
import "./session/session_form";
import "./session/session_page";
import "./settings";

const path = "/ateliers";

@customElement("halle-workshops-staff-screen")
export class WorkshopsStaff extends Screen {
  private readonly page = new HashPage(this, path);

  protected override render(): TemplateResult | typeof nothing {
    if (this.page.at === "") return nothing;
    const [first, below = ""] = this.page.at.split("/");
    const manages = may("workshops.session.manage");
    const up = below ? `${path}#${first}` : path;
    return html`<p class="back">
        <a href=${up}>${words(below ? "workshops.back_to_session" : "workshops.back")}</a>
      </p>
      ${manages ? this.managing(first, below) : this.leading(first, below)}`;
  }

  private managing(first: string, below: string): TemplateResult {
    if (first === "nouveau") return html`<halle-workshops-form></halle-workshops-form>`;
    if (first === "reglages") return html`<halle-workshops-settings></halle-workshops-settings>`;
    if (first === "bilan") return html`<halle-workshops-report></halle-workshops-report>`;
    if (below === "modifier")
      return html`<halle-workshops-form .session=${first}></halle-workshops-form>`;
    if (below === "copier")
      return html`<halle-workshops-copies .session=${first}></halle-workshops-copies>`;
    return this.leading(first, below);
  }

  private leading(first: string, below: string): TemplateResult {
    if (first === "passes") return html`<halle-workshops-past></halle-workshops-past>`;
    if (below === "pointage")
      return html`<halle-workshops-checkin .session=${first}></halle-workshops-checkin>`;
    return html`<halle-workshops-session .session=${first}></halle-workshops-session>`;
  }
}
