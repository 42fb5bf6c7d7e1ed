import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  announce,
  ask,
  Calls,
  clock,
  counted,
  day,
  dayOf,
  icon,
  instant,
  money,
  Screen,
  session,
  qrCode,
  words,
} from "halle/shell";
import { Deliveries, type Delivery, type ListDeliveriesReply } from "halle/gen/orders/v1/orders_pb";
import { amount } from "../quantities";

const lookEvery = 30_000; // milliseconds: growers answer while one looks

interface Made {
  producer: string;
  link: string;
  until: Date;
  code: TemplateResult;
}

/** The slip alone goes on paper, whatever else is on the page. */
function printSlip(): void {
  document.body.dataset.print = "slip";
  addEventListener("afterprint", () => delete document.body.dataset.print, { once: true });
  print();
}

/** The growers of a closed cycle, their links and what they answered. */
@customElement("halle-orders-deliveries")
export class OrdersDeliveryList extends Screen {
  /** UUID of the cycle. */
  @property() cycle = "";
  @state() private reply: ListDeliveriesReply | null = null;
  @state() private made: Made | null = null;

  private timer = 0;
  private readonly calls = new Calls(this, () => this.read(), { read: "on demand" });

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(
      () => void (document.hidden || this.calls.refresh()),
      lookEvery,
    ) as unknown as number;
    if (this.hasUpdated) void this.calls.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("cycle")) return;
    this.reply = null;
    this.made = null;
    void this.calls.refresh();
  }

  private async read(): Promise<void> {
    if (!this.cycle) return;
    const cycle = this.cycle;
    const reply = await ask(Deliveries).list({ cycle });
    if (cycle === this.cycle) this.reply = reply;
  }

  /** The link is in this answer only: a lost one is made again. */
  private async make(producer: string): Promise<void> {
    await this.calls.change(
      null,
      async () => {
        const { token, expiresAt } = await ask(Deliveries).issueLink({
          cycle: this.cycle,
          producer,
        });
        const here = session()?.here?.organisation?.id ?? "";
        const link = `${location.origin}/livraison#${here}.${token}`;
        this.made = {
          producer,
          link,
          until: instant(expiresAt),
          code: await qrCode(link, words("orders.link_square")),
        };
        await this.calls.refresh();
        await this.updateComplete;
        this.querySelector<HTMLElement>(".grower-slip h4")?.focus();
      },
      { busy: producer },
    );
  }

  protected override render(): TemplateResult {
    if (!this.reply) return html`${this.calls.waiting()}${this.calls.alert()}`;
    if (this.reply.deliveries.length === 0) return html`<p>${words("orders.deliveries_none")}</p>`;
    const { deliveries } = this.reply;
    const lacking = deliveries.filter((delivery) => delivery.shortages.length > 0).length;
    return html`${this.calls.alert()}
      <details class="card">
        <summary>
          <strong>${words("orders.deliveries")}</strong>
          <span
            >${words("orders.growers_seen", {
              n: deliveries.filter((delivery) => delivery.seenAt).length,
              all: deliveries.length,
            })}</span
          >
          ${lacking > 0
            ? html`<span class="lack">${counted("orders.growers_lacking", lacking)}</span>`
            : nothing}
        </summary>
        <ul class="plain deliveries">
          ${deliveries.map((delivery) => this.one(delivery))}
        </ul>
      </details>`;
  }

  private one(delivery: Delivery): TemplateResult {
    const { producer } = delivery;
    const made = this.made?.producer === producer ? this.made : null;
    return html`<li class="card">
      <h3>${producer}</h3>
      <p>${counted("orders.products", delivery.products)}, ${money(delivery.totalCents)}</p>
      ${this.state(delivery)}
      ${delivery.shortages.map(
        (shortage) =>
          html`<p class="lack">
            ${words("orders.delivery_lacks", {
              n: amount(shortage.missing, shortage.unit),
              name: shortage.productName,
              code: shortage.productCode,
            })}
          </p>`,
      )}
      ${made ? this.slip(made) : nothing}
      <p class="row">
        <button
          aria-disabled=${this.calls.busy ? "true" : "false"}
          @click=${() => void this.make(producer)}>
          ${words(delivery.issuedAt ? "orders.link_again" : "orders.link_make")}<span
            class="hidden">
            ${producer}</span
          >
        </button>
      </p>
      ${delivery.issuedAt && !made
        ? html`<p class="hint">${words("orders.link_again_more")}</p>`
        : nothing}
    </li>`;
  }

  private state(delivery: Delivery): TemplateResult {
    const at = (when: Date) => ({ day: day(when), time: clock(when) });
    if (delivery.seenAt)
      return html`<p class="delivery-state" data-state="done">
        ✓ ${words("orders.delivery_seen_by", at(instant(delivery.seenAt)))}
      </p>`;
    if (!delivery.expiresAt)
      return html`<p class="delivery-state">${words("orders.link_none")}</p>`;
    const until = instant(delivery.expiresAt);
    return html`<p class="delivery-state">
      ${words(until.getTime() > Date.now() ? "orders.link_until" : "orders.link_ended", at(until))}
    </p>`;
  }

  private slip(made: Made): TemplateResult {
    const cycle = this.reply?.cycle;
    const name = session()?.here?.organisation?.name ?? "";
    const about = { name, cycle: cycle?.name ?? "", producer: made.producer };
    const pickup = words("orders.delivery_day", { day: dayOf(cycle?.pickup ?? "") });
    const until = words("orders.link_lasts", { day: day(made.until) });
    const mail = [
      words("orders.mail_hello"),
      "",
      `${words("orders.mail_1", about)} ${pickup}`,
      made.link,
      "",
      words("orders.mail_2"),
      until,
      "",
      name,
    ].join("\r\n");
    const subject = encodeURIComponent(words("orders.mail_subject", about));
    return html`<div class="grower-slip sheet">
      <h4 tabindex="-1">${words("orders.link_for", about)}</h4>
      <p>${words("orders.mail_1", about)} ${pickup}</p>
      <p>${words("orders.slip_how")}</p>
      ${made.code}
      <p class="link">${made.link}</p>
      <p>${until}</p>
      <p class="row">
        <button
          class="primary"
          @click=${() =>
            void navigator.clipboard
              .writeText(made.link)
              .then(() => announce(words("shell.invite_copied")))}>
          ${icon("copy")}${words("shell.invite_copy")}
        </button>
        <a class="button" href="mailto:?subject=${subject}&body=${encodeURIComponent(mail)}"
          >${icon("mail")}${words("orders.link_mail")}</a
        >
        <button @click=${printSlip}>${icon("print")}${words("orders.print")}</button>
      </p>
    </div>`;
  }
}
