import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { clock, dayOf, deadline, instant, onReturn, Screen, subject, words } from "halle/shell";
import "./basket";
import { closedBasket } from "./closed_basket";
import { ShopStore } from "./shop_store";
import "./shop_window";

const fillingEvery = 30_000;
// Of more, stalls out of sight are not laid out. Of fewer they are: a browser that looks for forms
// to fill would lay out at once all that is hidden from it.
const manyCards = 200;

/** The shop window of the open cycle and a member's basket in it. */
@customElement("halle-orders-shop-screen")
export class OrdersShop extends Screen {
  /** Whose basket; the caller's own if empty. */
  @property() member = "";
  /** The member's name, for the slip. */
  @property() name = "";
  private readonly store = new ShopStore(
    () =>
      void this.updateComplete.then(() =>
        this.querySelector(".trouble")?.scrollIntoView({ block: "center" }),
      ),
  );
  private timer = 0;
  private returns = (): void => {};
  private readonly resume = (): void => {
    const { saving, trouble, cycle } = this.store;
    saving?.resume();
    if (!document.hidden && trouble && !cycle) void this.store.load();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.show(this, true);
    this.returns = onReturn(this.resume);
    document.addEventListener("visibilitychange", this.resume); // also when it goes out of view
    this.timer = setInterval(() => void this.store.look(), fillingEvery) as unknown as number;
    if (this.hasUpdated) void this.store.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.show(this, false);
    this.returns();
    document.removeEventListener("visibilitychange", this.resume);
    clearInterval(this.timer);
    this.store.saving?.resume();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("member") && this.hasUpdated) return;
    this.store.number = this.member || subject();
    void this.store.load();
  }

  protected override render(): TemplateResult {
    const { store } = this;
    const { cycle, cycles, closed } = store;
    const heading = html`<h1>${words("menu.shop")}</h1>`;
    if (!store.number)
      return html`${heading}
        <p>${words("orders.no_number")}</p>`;
    const trouble = store.trouble
      ? html`<p class="wrong trouble" role="alert">${store.trouble}</p>`
      : nothing;
    if (closed) return closedBasket(store, closed);
    if (!cycle)
      return html`${heading}${trouble}${this.lateLines()}
      ${store.trouble
        ? html`<button class="primary" @click=${() => void store.load()}>
            ${words("shell.again")}
          </button>`
        : cycles?.length === 0
          ? html`<p class="state">${words("orders.none_open")}</p>`
          : html`<p role="status">${words("shell.loading")}</p>`}`;
    return html`<div class="shop">
      <div class="window" ?data-many=${store.offers.length > manyCards}>
        <h1>${cycle.name}</h1>
        ${(cycles?.length ?? 0) > 1
          ? html`<div class="row" role="group" aria-label=${words("orders.cycles")}>
              ${cycles!.map(
                (one) =>
                  html`<button
                    aria-pressed=${one.id === cycle.id ? "true" : "false"}
                    @click=${() => void store.act(() => store.choose(one))}>
                    ${one.name}
                  </button>`,
              )}
            </div>`
          : nothing}
        ${this.stateBanner()} ${trouble} ${this.lateLines()}
        ${store.note ? html`<p class="band">${store.note}</p>` : nothing}
        ${store.lastOrder && store.lines().length === 0 && !store.undo
          ? html`<p>
              <button class="big last" @click=${() => void store.takeLast()}>
                ${words(this.member ? "orders.take_her_last" : "orders.take_last")}
              </button>
            </p>`
          : nothing}
        <halle-orders-window .store=${store}></halle-orders-window>
      </div>
      <halle-orders-basket
        .store=${store}
        .name=${this.name}
        .atCounter=${this.member !== ""}></halle-orders-basket>
    </div>`;
  }

  private stateBanner(): TemplateResult {
    const { store } = this;
    const { confirmed, heldUntil } = store;
    const cycle = store.cycle!;
    const open = !confirmed && store.lines().length > 0;
    return html`<div class="state" data-state=${confirmed ? "done" : open ? "open" : "none"}>
      <p><strong>${confirmed ? "✓ " : ""}${store.stateText()}</strong></p>
      ${open && heldUntil && heldUntil > new Date()
        ? html`<p>${words("orders.held", { time: clock(heldUntil) })}</p>`
        : nothing}
      <p>
        ${confirmed
          ? nothing
          : words("orders.until", { deadline: deadline(instant(cycle.closesAt)) })}
        ${words("orders.pickup", { day: dayOf(cycle.pickup) })}
      </p>
    </div>`;
  }

  private lateLines(): TemplateResult | typeof nothing {
    if (this.store.late.length === 0) return nothing;
    return html`<div class="wrong" role="alert">
      <p>
        ${words("orders.too_late", { names: this.store.late.map((line) => line.name).join(", ") })}
      </p>
      <button @click=${() => void this.store.seenLate()}>${words("orders.understood")}</button>
    </div>`;
  }
}
