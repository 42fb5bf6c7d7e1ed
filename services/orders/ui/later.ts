// Elements whose scripts come when they are first shown: they are no part of a member's first screen.
import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Screen, words } from "halle/shell";

abstract class Later extends Screen {
  @state() private phase: "loading" | "failed" | "ready" = "loading";

  protected abstract script(): Promise<unknown>;
  protected abstract body(): TemplateResult;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.phase !== "ready") void this.load();
  }

  private async load(): Promise<void> {
    this.phase = "loading";
    try {
      await this.script();
      this.phase = "ready";
    } catch {
      this.phase = "failed";
    }
  }

  protected override render(): TemplateResult {
    if (this.phase === "ready") return this.body();
    if (this.phase === "loading") return html`<p role="status">${words("shell.loading")}</p>`;
    return html`<p class="wrong" role="alert">${words("shell.unreachable_more")}</p>
      <button @click=${() => location.reload()}>${words("shell.reload")}</button>`;
  }
}

/** `/livraison`: a grower's own sheet. */
@customElement("halle-orders-delivery")
export class OrdersDelivery extends Later {
  protected script(): Promise<unknown> {
    return import("./delivery");
  }
  protected body(): TemplateResult {
    return html`<halle-orders-delivery-sheet></halle-orders-delivery-sheet>`;
  }
}

/** For staff: the growers of a closed cycle, their links and what they answered. */
@customElement("halle-orders-deliveries")
export class OrdersDeliveries extends Later {
  /** UUID of the cycle. */
  @property() cycle = "";

  protected script(): Promise<unknown> {
    return import("./deliveries");
  }
  protected body(): TemplateResult {
    return html`<halle-orders-delivery-list .cycle=${this.cycle}></halle-orders-delivery-list>`;
  }
}
