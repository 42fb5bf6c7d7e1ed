import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, dayOf, failure, money, Screen, subject, words } from "halle/shell";
import {
  CycleState,
  Orders,
  OrderState,
  type Order,
  type OrderSummary,
} from "halle/gen/orders/v1/orders_pb";
import { reasons, summed } from "../adjustments";
import { amount } from "../quantities";

/** A member's orders through the cycles. */
@customElement("halle-orders-mine-screen")
export class OrdersMine extends Screen {
  @state() private orders: OrderSummary[] | null = null;
  @state() private open = new Map<string, Order>();

  private readonly calls = new Calls(this, async () => {
    this.open = new Map();
    const { orders } = await ask(Orders).list({ member: subject() });
    this.orders = orders.filter((order) => order.lines > 0);
  });

  private async show(cycle: string): Promise<void> {
    try {
      const order = await ask(Orders).get({ cycle, member: subject() });
      this.open = new Map(this.open).set(cycle, order);
    } catch (error) {
      this.calls.show([failure(error).text]);
    }
  }

  protected override render(): TemplateResult {
    return html`<h1>${words("menu.mine")}</h1>
      ${this.calls.alert()} ${this.orders === null ? this.calls.waiting() : nothing}
      ${this.orders?.length === 0 ? html`<p>${words("orders.none_yet")}</p>` : nothing}
      ${this.orders?.map((order) => this.one(order))}`;
  }

  private one(order: OrderSummary): TemplateResult {
    const cycle = order.cycle!;
    const closed = cycle.state === CycleState.CLOSED;
    const state =
      order.state === OrderState.CONFIRMED
        ? words(closed ? "orders.mine_closed" : "orders.mine_confirmed")
        : words(closed ? "orders.mine_not_counted" : "orders.mine_unconfirmed");
    const detail = this.open.get(cycle.id);
    return html`<details class="card" @toggle=${() => detail ?? void this.show(cycle.id)}>
      <summary>
        <strong>${cycle.name}</strong> <span>${money(order.totalCents)}, ${state}</span>
      </summary>
      <p>${words("orders.pickup", { day: dayOf(cycle.pickup) })}</p>
      ${detail ? this.lines(detail) : html`<p role="status">${words("shell.loading")}</p>`}
    </details>`;
  }

  private lines(order: Order): TemplateResult {
    const closed = order.lines.some((line) => line.allotted !== undefined);
    return html`<table>
        <thead>
          <tr>
            <th scope="col">${words("orders.product")}</th>
            <th scope="col">${words("orders.asked")}</th>
            ${closed ? html`<th scope="col">${words("orders.got")}</th>` : nothing}
            <th scope="col" class="number">${words("orders.price")}</th>
          </tr>
        </thead>
        <tbody>
          ${order.lines.map(
            (line) =>
              html`<tr>
                <th scope="row">
                  ${line.name}${line.adjustments.length > 0
                    ? html`<span class="notes adjusted"
                        >${words("orders.instead_of", { amount: money(line.baseCents) })}</span
                      >`
                    : nothing}
                </th>
                <td>
                  ${amount(line.quantity, line.unit)}${line.tolerance > 0n
                    ? html`<br />${words("orders.to", {
                          n: amount(line.quantity + line.tolerance, line.unit),
                        })}`
                    : nothing}
                </td>
                ${closed ? html`<td>${amount(line.allotted ?? 0n, line.unit)}</td>` : nothing}
                <td class="number">${money(line.totalCents)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${order.unadjusted ? html`<p class="hint">${words("orders.unadjusted")}</p>` : nothing}
      <p class="reasons">${reasons(summed(order.lines))}</p>
      ${!closed && order.lines.some((line) => line.adjustments.some((one) => one.cents < 0n))
        ? html`<p class="hint">${words("orders.at_close")}</p>`
        : nothing}`;
  }
}
