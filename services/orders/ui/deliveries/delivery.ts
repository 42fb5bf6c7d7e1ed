import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  ask,
  atOrganisation,
  Calls,
  clock,
  day,
  dayOf,
  decimal,
  failure,
  type Failure,
  icon,
  instant,
  money,
  Screen,
  setTimeZone,
  thousandths,
  weekday,
  words,
} from "halle/shell";
import {
  Deliveries,
  OfferUnit,
  type DeliveryRow,
  type DeliverySheet,
} from "halle/gen/orders/v1/orders_pb";
import { amount, inCase, step, unitWord } from "../quantities";

/**
 * `/livraison#ORGANISATION.TOKEN`: a producer reads the order and answers. The token stays out of
 * logs.
 */
@customElement("halle-orders-delivery-screen")
export class OrdersDeliverySheet extends Screen {
  @state() private sheet: DeliverySheet | null = null;
  /** The link opens nothing, in words. */
  @state() private shut = "";
  /** The product whose shortage is being reported, and what was typed. */
  @state() private about = "";
  @state() private typed = "";
  @state() private wrong = "";
  /** For those who listen; the others see the line change. */
  @state() private said = "";
  private organisation = "";
  private token = "";
  private readonly calls = new Calls(this, () => this.read());
  private readonly changed = (): void => void this.calls.load();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.changed);
  }

  private async read(): Promise<void> {
    const [organisation, token] = location.hash.slice(1).split(".");
    if (organisation !== this.organisation || token !== this.token) {
      this.sheet = null;
      this.about = "";
    }
    this.organisation = organisation;
    this.token = token ?? "";
    this.shut = "";
    const asked = this.token;
    try {
      const sheet = await ask(Deliveries).getSheet({ token: asked }, atOrganisation(organisation));
      if (asked !== this.token) return;
      this.sheet = sheet;
      setTimeZone(sheet.timeZone);
    } catch (error) {
      if (asked === this.token && !this.isShut(failure(error))) throw error;
    }
  }

  /** Whether a link opens nothing: an association that cannot be read is a link cut short. */
  private isShut({ reason }: Failure): boolean {
    const shut = ["orders.link_unknown", "halle.organisation_unknown", "halle.no_such_method"];
    if (!shut.includes(reason)) return false;
    this.sheet = null;
    this.shut = words("orders.link_unknown");
    return true;
  }

  /** Sends an answer and shows the sheet as it is then. True if it was taken. */
  private send(what: string, call: (options: CallOptions) => Promise<unknown>): Promise<boolean> {
    this.wrong = "";
    return this.calls.change(
      [this.token, what],
      async (options) => {
        await call(atOrganisation(this.organisation, options));
        await this.calls.load();
      },
      {
        refused: (why) => {
          const inForm = this.about !== "" && what.startsWith(this.about + " ");
          if (!inForm || why.reason === "orders.link_unknown") return this.isShut(why);
          this.wrong = why.text;
          return true;
        },
      },
    );
  }

  private async markSeen(): Promise<void> {
    this.about = "";
    const done = await this.send("seen", (options) =>
      ask(Deliveries).markSeen({ token: this.token }, options),
    );
    if (!done) return;
    await this.updateComplete;
    this.querySelector<HTMLElement>("#seen")?.focus();
  }

  private async report(row: DeliveryRow, missing: number): Promise<void> {
    const done = await this.send(`${row.productCode} ${missing}`, (options) =>
      ask(Deliveries).reportShortage(
        { token: this.token, productCode: row.productCode, missing: BigInt(missing) },
        options,
      ),
    );
    if (!done) return;
    this.about = "";
    this.said =
      missing > 0
        ? words("orders.lack_said", { n: amount(missing, row.unit), name: row.productName })
        : words("orders.lack_taken_back", { name: row.productName });
    await this.updateComplete;
    this.focusOn(row);
  }

  private focusOn(row: DeliveryRow): void {
    for (const button of this.querySelectorAll<HTMLElement>("button[data-code]"))
      if (button.dataset.code === row.productCode) button.focus();
  }

  private async start(row: DeliveryRow): Promise<void> {
    // What was reported before; else one case, or all of it.
    const most = Number(row.quantity);
    const usual = row.caseSize > 0n ? Math.min(Number(row.caseSize), most) : most;
    this.about = row.productCode;
    this.typed = decimal(row.missing > 0n ? row.missing : usual);
    this.wrong = "";
    await this.updateComplete;
    this.querySelector<HTMLElement>("#missing")?.focus();
  }

  private submit(event: Event, row: DeliveryRow): void {
    event.preventDefault();
    const missing = thousandths(this.typed);
    if (Number.isNaN(missing))
      this.wrong = words(
        row.unit === OfferUnit.PIECE ? "orders.whole_number" : "orders.any_number",
      );
    else void this.report(row, missing);
  }

  protected override render(): TemplateResult {
    if (this.shut)
      return html`<h1>${words("orders.link_shut")}</h1>
        <p class="big-words">${this.shut}</p>`;
    if (!this.sheet)
      return html`<h1>${words("orders.delivery")}</h1>
        ${this.calls.alert()}
        ${this.calls.trouble.length > 0 ? this.calls.again("primary") : this.calls.waiting()}`;
    const sheet = this.sheet;
    const expires = instant(sheet.expiresAt);
    const priced = sheet.rows.some((row) => row.costTotalCents !== undefined);
    return html`<div class="delivery">
      <h1>${sheet.producer}</h1>
      <p class="big-words">
        ${words("orders.delivery_for", { name: sheet.organisationName, cycle: sheet.cycleName })}
        <strong>${words("orders.delivery_day", { day: dayOf(sheet.pickup) })}</strong>
      </p>
      ${this.calls.alert()}
      <p class="hidden" role="status">${this.said}</p>
      ${sheet.seenAt
        ? html`<p class="state" data-state="done" id="seen" tabindex="-1">
            <strong
              >✓ ${words("orders.delivery_seen", { at: weekday(instant(sheet.seenAt)) })}</strong
            >
          </p>`
        : html`<p>
            <button
              class="primary seen"
              aria-disabled=${this.calls.busy ? "true" : "false"}
              @click=${() => void this.markSeen()}>
              ${words("orders.delivery_see")}
            </button>
          </p>`}
      <table>
        <thead>
          <tr>
            <th scope="col">${words("orders.product")}</th>
            <th scope="col" class="number">${words("orders.quantity")}</th>
            ${priced ? html`<th scope="col" class="number">${words("orders.cost")}</th>` : nothing}
            <th scope="col"><span class="hidden">${words("orders.lack")}</span></th>
          </tr>
        </thead>
        <tbody>
          ${sheet.rows.map((row) => this.row(row, priced))}
        </tbody>
      </table>
      <p class="row only-screen">
        <button @click=${() => print()}>${icon("print")}${words("orders.print")}</button>
      </p>
      <p class="hint only-screen">
        ${words("orders.delivery_until", { day: day(expires), time: clock(expires) })}
      </p>
    </div>`;
  }

  private row(row: DeliveryRow, priced: boolean): TemplateResult {
    const asked = this.about === row.productCode;
    return html`<tr data-lacks=${row.missing > 0n ? "true" : nothing}>
      <th scope="row">
        <strong>${row.productName}</strong> <span class="notes">${row.productCode}</span>
      </th>
      <td class="number">
        <strong>${amount(row.quantity, row.unit)}</strong> ${row.cases > 0n
          ? html`<span class="notes"
              >${words("orders.in_cases", {
                n: Number(row.cases),
                size: inCase(Number(row.caseSize), row.unit),
              })}</span
            >`
          : nothing}
      </td>
      ${priced
        ? html`<td class="number">
            ${row.costTotalCents === undefined ? "" : money(row.costTotalCents)}
          </td>`
        : nothing}
      <td class="answer">
        ${row.missing > 0n
          ? html`<p class="lack">
              ${words("orders.lacking", { n: amount(row.missing, row.unit) })}
            </p>`
          : nothing}
        <span class="row">
          <button
            data-code=${row.productCode}
            aria-expanded=${asked ? "true" : "false"}
            @click=${() => (asked ? (this.about = "") : void this.start(row))}>
            ${words(row.missing > 0n ? "orders.lack_change" : "orders.lack_some")}<span
              class="hidden">
              ${row.productName}</span
            >
          </button>
          ${row.missing > 0n
            ? html`<button
                aria-disabled=${this.calls.busy ? "true" : "false"}
                @click=${() => void this.report(row, 0)}>
                ${words("orders.lack_none")}<span class="hidden"> ${row.productName}</span>
              </button>`
            : nothing}
        </span>
        ${asked ? this.form(row) : nothing}
      </td>
    </tr>`;
  }

  private form(row: DeliveryRow): TemplateResult {
    const most = Number(row.quantity);
    const by = row.caseSize > 0n ? Number(row.caseSize) : step(row.unit);
    const move = (difference: number): void => {
      const now = thousandths(this.typed);
      this.typed = decimal(Math.min(most, Math.max(0, (Number.isNaN(now) ? 0 : now) + difference)));
      this.wrong = "";
    };
    const name = row.productName;
    return html`<form
      class="lack-form"
      novalidate
      @submit=${(event: Event) => this.submit(event, row)}>
      <label for="missing">${words("orders.lack_how_much")}</label>
      <div class="stepper">
        <button
          type="button"
          class="step"
          aria-label=${words("orders.less", { name })}
          @click=${() => move(-by)}>
          −
        </button>
        <span class="count"
          ><input
            id="missing"
            inputmode=${row.unit === OfferUnit.PIECE ? "numeric" : "decimal"}
            autocomplete="off"
            .value=${this.typed}
            aria-describedby=${this.wrong ? "missing-wrong" : nothing}
            aria-invalid=${this.wrong ? "true" : nothing}
            @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)} />
          ${unitWord(row.unit, 2000)}</span
        >
        <button
          type="button"
          class="step"
          aria-label=${words("orders.more", { name })}
          @click=${() => move(by)}>
          +
        </button>
      </div>
      ${this.wrong
        ? html`<p class="wrong" id="missing-wrong" role="alert">${this.wrong}</p>`
        : nothing}
      <button class="last" aria-disabled=${this.calls.busy ? "true" : "false"}>
        ${words("orders.lack_say")}
      </button>
    </form>`;
  }
}
