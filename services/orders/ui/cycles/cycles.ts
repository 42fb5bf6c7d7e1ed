// The coordinator's screen: all cycles, and from there a new one or one of them. What is shown is
// in the address: `/commandes#ouvrir`, `/commandes#<id>`.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, dayOf, deadline, go, HashPage, instant, Screen, words } from "halle/shell";
import { Cycles, CycleState, type Cycle } from "halle/gen/orders/v1/orders_pb";
import "./cycle";
import "./cycle_opening";

const path = "/commandes";
const opening = "ouvrir";

@customElement("halle-orders-cycles-screen")
export class OrdersCycles extends Screen {
  @state() private cycles: Cycle[] | null = null;
  private readonly page = new HashPage(this, path, () => {
    if (this.page.at === "") void this.calls.load();
  });
  private readonly calls = new Calls(this, async () => {
    this.cycles = (await ask(Cycles).list({})).cycles;
  });

  protected override render(): TemplateResult {
    if (this.page.at === opening)
      return html`<halle-orders-opening
        @opened=${(event: CustomEvent<string>) => go(`${path}#${event.detail}`)}>
      </halle-orders-opening>`;
    if (this.page.at !== "")
      return html`<p class="back"><a href=${path}>${words("orders.all_cycles")}</a></p>
        <halle-orders-cycle .cycle=${this.page.at}></halle-orders-cycle>`;
    return html`<h1>${words("menu.cycles")}</h1>
      <p><a class="button primary" href="${path}#${opening}">${words("orders.open_cycle")}</a></p>
      ${this.calls.trouble.length > 0
        ? html`${this.calls.alert()}${this.calls.again()}`
        : this.cycles === null
          ? this.calls.waiting()
          : this.list(this.cycles)}`;
  }

  private list(cycles: Cycle[]): TemplateResult {
    const open = cycles
      .filter((cycle) => cycle.state === CycleState.OPEN)
      .sort((a, b) => instant(a.closesAt).getTime() - instant(b.closesAt).getTime());
    const closed = cycles.filter((cycle) => cycle.state === CycleState.CLOSED);
    return html`<h2>${words("orders.open_now")}</h2>
      ${open.length === 0
        ? html`<p>${words("orders.no_cycle_open")}</p>`
        : html`<ul class="people">
            ${open.map(
              (cycle) =>
                html`<li>
                  <a class="button big" data-state="open" href="${path}#${cycle.id}"
                    ><strong>${cycle.name}</strong>
                    <span
                      >${words("orders.closes", {
                        deadline: deadline(instant(cycle.closesAt)),
                      })}</span
                    ></a
                  >
                </li>`,
            )}
          </ul>`}
      ${closed.length === 0
        ? nothing
        : html`<h2>${words("orders.closed_cycles")}</h2>
            <ul class="people">
              ${closed.map(
                (cycle) =>
                  html`<li>
                    <a class="button big" href="${path}#${cycle.id}">
                      <strong>${cycle.name}</strong>
                      <span>${words("orders.pickup", { day: dayOf(cycle.pickup) })}</span></a
                    >
                  </li>`,
              )}
            </ul>`}`;
  }
}
