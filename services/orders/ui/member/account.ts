import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, instant, money, Screen, shortDay, subject, words } from "halle/shell";
import { Accounts, type GetStatementReply } from "halle/gen/orders/v1/orders_pb";
import { reasons } from "../adjustments";

/** What a member owes, and from what. */
@customElement("halle-orders-account-screen")
export class OrdersAccount extends Screen {
  @state() private statement: GetStatementReply | null = null;

  private readonly calls = new Calls(this, async () => {
    this.statement = await ask(Accounts).getStatement({ member: subject() });
  });

  protected override render(): TemplateResult {
    const balance = Number(this.statement?.balanceCents ?? 0n);
    return html`<h1>${words("menu.account")}</h1>
      ${this.calls.alert()}
      ${this.statement
        ? html`<p class="state" data-state=${balance < 0 ? "open" : "done"}>
              <strong
                >${balance < 0
                  ? words("orders.you_owe", { amount: money(-balance) })
                  : balance > 0
                    ? words("orders.you_have", { amount: money(balance) })
                    : words("orders.even")}</strong
              >
            </p>
            ${this.statement.movements.length > 0 ? this.movements(this.statement) : nothing}`
        : this.calls.waiting()}`;
  }

  private movements(statement: GetStatementReply): TemplateResult {
    return html`<table class="movements">
      <thead>
        <tr>
          <th scope="col">${words("orders.date")}</th>
          <th scope="col">${words("orders.what")}</th>
          <th scope="col" class="number">${words("orders.amount")}</th>
          <th scope="col" class="number">${words("orders.balance")}</th>
        </tr>
      </thead>
      <tbody>
        ${statement.movements.map(
          (movement) =>
            html`<tr>
              <td>${shortDay(instant(movement.at))}</td>
              <td>
                ${movement.words ? words(movement.words) : movement.cycleName}
                ${reasons(movement.adjustments)}
              </td>
              <td class="number">${money(movement.amountCents)}</td>
              <td class="number">
                <span class="only-small">${words("orders.balance")} </span>${money(
                  movement.balanceCents,
                )}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }
}
