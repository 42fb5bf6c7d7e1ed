import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import {
  announce,
  ask,
  asOperation,
  clock,
  counted,
  dayOf,
  deadline,
  failure,
  finder,
  instant,
  monthNow,
  newOperation,
  onReturn,
  Screen,
  session,
  subject,
  words,
} from "halle/shell";
import {
  Cycles,
  CycleState,
  Orders,
  OrderState,
  type Cycle,
  type Offer,
  type Order,
} from "halle/gen/orders/v1/orders_pb";
import { basketBar, basketPanel, type Basket } from "./basket";
import { card, type Counter } from "./card";
import { amount, inCase } from "./quantities";
import { allOffers } from "./offers";
import { Saving, type LineState } from "./saving";
import { exclusive, openStore, type Pending, type Quantity, type Store } from "./store";

const fillingEvery = 30_000;
const pricedAfter = 300;
const firstCards = 4; // more than a telephone shows
const someCards = 8;
// Of more, stalls out of sight are not laid out. Of fewer they are: a browser that looks for forms
// to fill would lay out at once all that is hidden from it.
const manyCards = 200;
const undoTime = 10_000;
const nothingOf: Quantity = { quantity: 0, tolerance: 0 };

let kept: Promise<Store> | null = null;
const oneAtATime = exclusive();

function sorted(names: string[]): string[] {
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, "fr"));
}

/** The shop window of the open cycle and a member's basket in it. */
@customElement("halle-orders-shop-screen")
export class OrdersShop extends Screen implements Counter {
  /** Whose basket; the caller's own if empty. */
  @property() member = "";
  /** Her name, for the slip. */
  @property() name = "";

  @state() private cycles: Cycle[] | null = null;
  @state() private cycle: Cycle | null = null;
  @state() private offers: Offer[] = [];
  /** Whose they are and their labels, to choose from. */
  private growers: string[] = [];
  private labels: string[] = [];
  @state() private basket = new Map<string, Quantity>();
  @state() private orderState = OrderState.UNSPECIFIED;
  @state() private heldUntil: Date | null = null;
  @state() private search = "";
  @state() private season = false;
  @state() private grower = "";
  @state() private label = "";
  @state() private trouble = "";
  @state() private note = "";
  @state() private busy = false;
  @state() private lastOrder: Cycle | null = null;
  @state() private undo: { lines: Map<string, Quantity>; confirmed: boolean } | null = null;
  /** Set once the cycle was seen to have closed under the open basket. */
  @state() private closed: Order | null = null;
  /** The order with its prices as modules adjust them; null if none does. */
  @state() private priced: Order | null = null;
  private adjustable = false;
  private pricing = 0;
  /** Of earlier cycles: came too late. */
  @state() private late: Pending[] = [];
  /** So many products stand in the window so far: a slow device draws them some at a time. */
  @state() private room = firstCards;
  /** Changes with anything that a card shows. */
  private version = 0;
  @state() typing: { code: string; text: string } | null = null;
  month = monthNow();
  private firm = new Map<string, number>();
  /** What of this basket the server's figures hold already. */
  private counted = new Map<string, number>();
  private saving: Saving | null = null;
  private visit = 0;
  private timer = 0;
  private undoTimer = 0;
  private returns = (): void => {};
  private readonly resume = (): void => {
    this.saving?.resume();
    if (!document.hidden && this.trouble && !this.cycle) void this.load();
  };

  private get number(): string {
    return this.member || subject();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.returns = onReturn(this.resume);
    document.addEventListener("visibilitychange", this.resume); // also when it goes out of view
    this.timer = setInterval(() => void this.look(), fillingEvery) as unknown as number;
    if (this.hasUpdated) void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.returns();
    document.removeEventListener("visibilitychange", this.resume);
    clearInterval(this.timer);
    this.saving?.resume();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("member") || !this.hasUpdated) void this.load();
    if (changed.size !== 1 || !changed.has("room")) ++this.version;
  }

  protected override updated(): void {
    if (this.cycle && this.room < this.offers.length) setTimeout(() => (this.room += someCards));
  }

  private async load(): Promise<void> {
    if (!this.number) return;
    this.trouble = "";
    void this.store(); // opens while the first answer is on its way
    try {
      const { cycles } = await ask(Cycles).list({});
      const open = cycles.filter((cycle) => cycle.state === CycleState.OPEN);
      open.sort((a, b) => instant(a.closesAt).getTime() - instant(b.closesAt).getTime());
      this.cycles = open;
      const chosen = open.find((cycle) => cycle.id === this.cycle?.id) ?? open[0] ?? null;
      if (!chosen) this.cycle = null;
      await Promise.all([this.tooLate(cycles), chosen && this.choose(chosen)]);
    } catch (error) {
      this.trouble = failure(error).text;
    }
  }

  private scope(cycle: string): string {
    return [session()?.here?.organisation?.id, cycle, this.number].join("|");
  }

  private store(): Promise<Store> {
    return (kept ??= openStore());
  }

  /** Lines kept for a cycle that has closed since cannot be saved any more: they are told. */
  private async tooLate(cycles: Cycle[]): Promise<void> {
    const shut = new Set(
      cycles
        .filter((cycle) => cycle.state === CycleState.CLOSED)
        .map((cycle) => this.scope(cycle.id)),
    );
    this.late = (await (await this.store()).all()).filter((line) => shut.has(line.scope));
  }

  private async choose(cycle: Cycle): Promise<void> {
    const visit = ++this.visit;
    this.saving?.stop();
    this.closed = null;
    this.undo = null;
    this.note = "";
    const saving = new Saving(this.scope(cycle.id), {
      store: await this.store(),
      exclusive: oneAtATime,
      newOperation,
      failure: (error) => this.explain(error),
      changed: () => this.requestUpdate(),
      elsewhere: () => void this.loadOrder(),
      refused: (_, error) => {
        if (failure(error).reason === "orders.cycle_closed") void this.close();
        else void this.loadOrder();
      },
      send: async (line) => {
        const reply = await ask(Orders).setLines(
          {
            cycle: cycle.id,
            member: this.number,
            lines: [
              {
                product: line.code,
                quantity: BigInt(line.quantity),
                tolerance: BigInt(line.tolerance),
              },
            ],
          },
          asOperation(line.operation),
        );
        if (this.visit !== visit) return;
        this.orderState = reply.state;
        if (reply.heldUntil) this.heldUntil = instant(reply.heldUntil);
        this.priceSoon();
      },
    });
    const [offers, order, filling, list] = await Promise.all([
      allOffers(cycle.id),
      ask(Orders).get({ cycle: cycle.id, member: this.number }),
      ask(Cycles).getFilling({ cycle: cycle.id }),
      ask(Orders).list({ member: this.number }),
    ]);
    // Producer by producer, then by code.
    offers.sort((a, b) => a.producer.localeCompare(b.producer, "fr"));
    if (this.visit !== visit) return;
    await saving.open();
    if (this.visit !== visit) return saving.stop();
    this.cycle = cycle;
    this.saving = saving;
    this.room = firstCards;
    this.offers = offers;
    this.growers = sorted(offers.map((offer) => offer.producer));
    this.labels = sorted(offers.flatMap((offer) => offer.labels));
    this.heldUntil = null;
    this.adjustable = false;
    this.take(order);
    this.fill(filling.rows);
    this.lastOrder =
      list.orders.find(
        (past) =>
          past.cycle?.id !== cycle.id && past.lines > 0 && past.state === OrderState.CONFIRMED,
      )?.cycle ?? null;
  }

  /** The order as the server has it, under what is on its way. */
  private take(order: Order): void {
    this.orderState = order.state;
    this.adjustable = order.adjustable || this.adjustable;
    this.priced = order.adjustable ? order : null;
    this.basket = new Map(
      order.lines.map((line) => [
        line.code,
        { quantity: Number(line.quantity), tolerance: Number(line.tolerance) },
      ]),
    );
    for (const [code, wanted] of this.saving?.wanted() ?? []) this.basket.set(code, wanted);
  }

  private fill(rows: { code: string; firm: bigint }[]): void {
    this.firm = new Map(rows.map((row) => [row.code, Number(row.firm)]));
    this.counted = new Map(
      this.orderState === OrderState.CONFIRMED
        ? [...this.basket].map(([code, line]) => [code, line.quantity])
        : [],
    );
    this.requestUpdate();
  }

  /** What modules say about the prices of what was saved, once nothing more is. */
  private priceSoon(): void {
    if (!this.adjustable) return;
    clearTimeout(this.pricing);
    this.pricing = setTimeout(() => void this.price(), pricedAfter) as unknown as number;
  }

  private async price(): Promise<void> {
    const cycle = this.cycle;
    if (!cycle) return;
    try {
      const order = await ask(Orders).get({ cycle: cycle.id, member: this.number });
      if (this.cycle === cycle) this.priced = order.adjustable ? order : null;
    } catch {
      // The prices shown stay; the next change asks again.
    }
  }

  private async loadOrder(): Promise<void> {
    const cycle = this.cycle;
    if (!cycle) return;
    try {
      const order = await ask(Orders).get({ cycle: cycle.id, member: this.number });
      if (this.cycle === cycle) this.take(order);
    } catch {
      // What is shown stays; the next call says it.
    }
  }

  /** Now and then, while somebody looks: how full the cases are, and whether it is still open. */
  private async look(): Promise<void> {
    const cycle = this.cycle;
    if (!cycle || document.hidden || this.closed) return;
    try {
      if (instant(cycle.closesAt).getTime() < Date.now()) {
        const { cycles } = await ask(Cycles).list({});
        if (cycles.find(({ id }) => id === cycle.id)?.state === CycleState.CLOSED)
          return await this.close();
      }
      const { rows } = await ask(Cycles).getFilling({ cycle: cycle.id });
      if (this.cycle === cycle) this.fill(rows);
    } catch {
      // Not worth a word: it is asked again.
    }
  }

  /** The cycle has closed: what was acknowledged is what counts. */
  private async close(): Promise<void> {
    this.saving?.stop();
    this.undo = null;
    try {
      this.closed = await ask(Orders).get({ cycle: this.cycle!.id, member: this.number });
      announce(words("orders.closed_now"));
    } catch (error) {
      this.trouble = failure(error).text;
    }
  }

  /** The reason in words, with what is left where it is said. */
  private explain(error: unknown): { text: string; open: boolean } {
    const why = failure(error);
    const left = why.fields.find((field) => field.reason === "orders.out_of_stock");
    if (!left) return why;
    const at = left.value.lastIndexOf(":");
    const offer = this.offers.find(({ code }) => code === left.value.slice(0, at).trim());
    const quantity =
      Math.round(
        Number(
          left.value
            .slice(at + 1)
            .trim()
            .replace(",", "."),
        ) * 1000,
      ) || 0;
    if (!offer) return why;
    offer.available = BigInt(quantity);
    return {
      text: words(quantity > 0 ? "orders.only_left" : "orders.none_left", {
        n: amount(quantity, offer.unit),
      }),
      open: false,
    };
  }

  // What the cards need:

  line(code: string): Quantity {
    return this.basket.get(code) ?? nothingOf;
  }

  state(code: string): LineState | undefined {
    return this.saving?.states.get(code);
  }

  asked(offer: Offer): number {
    const mine = this.line(offer.code).quantity - (this.counted.get(offer.code) ?? 0);
    return Math.max(0, (this.firm.get(offer.code) ?? 0) + mine);
  }

  set(offer: Offer, wanted: Quantity): void {
    this.basket = new Map(this.basket).set(offer.code, wanted);
    if (this.orderState === OrderState.CANCELLED || this.orderState === OrderState.UNSPECIFIED)
      this.orderState = OrderState.UNCONFIRMED;
    this.undo = null;
    this.saving?.set(offer.code, offer.name, wanted);
  }

  private lines(): [Offer, Quantity][] {
    return this.offers.flatMap((offer) => {
      const line = this.line(offer.code);
      return line.quantity + line.tolerance > 0 ? [[offer, line] as [Offer, Quantity]] : [];
    });
  }

  /** Runs what a button does, once at a time, and says what went wrong. */
  private async act(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = "";
    try {
      await work();
    } catch (error) {
      const why = failure(error);
      if (why.reason === "orders.cycle_closed") await this.close();
      else this.tell(why.text);
    } finally {
      this.busy = false;
    }
  }

  private tell(text: string): void {
    this.trouble = text;
    void this.updateComplete.then(() =>
      this.querySelector(".trouble")?.scrollIntoView({ block: "center" }),
    );
  }

  private confirm(): Promise<void> {
    return this.act(async () => {
      const outcome = await this.saving!.settled();
      if (outcome !== "saved") return this.tell(words("orders.not_all_" + outcome));
      const reply = await ask(Orders).confirm({ cycle: this.cycle!.id, member: this.number });
      this.orderState = reply.state;
      this.heldUntil = null;
      announce(words("orders.confirmed_now"));
      void this.look();
    });
  }

  private cancel(): Promise<void> {
    return this.act(async () => {
      if ((await this.saving!.settled()) === "waiting")
        return this.tell(words("orders.not_all_waiting"));
      const former = {
        lines: new Map(this.lines().map(([offer, line]) => [offer.code, line])),
        confirmed: this.orderState === OrderState.CONFIRMED,
      };
      const reply = await ask(Orders).cancel({ cycle: this.cycle!.id, member: this.number });
      this.orderState = reply.state;
      this.basket = new Map();
      this.saving?.states.clear();
      this.heldUntil = null;
      this.note = "";
      this.undo = former;
      clearTimeout(this.undoTimer);
      this.undoTimer = setTimeout(() => (this.undo = null), undoTime) as unknown as number;
      await this.updateComplete;
      this.querySelector<HTMLElement>("#undo")?.focus();
    });
  }

  /** Lines set together; if nobody answers, each goes its own way until somebody does. */
  private async setAll(lines: Map<string, Quantity>): Promise<boolean> {
    try {
      const reply = await ask(Orders).setLines({
        cycle: this.cycle!.id,
        member: this.number,
        lines: [...lines].map(([product, line]) => ({
          product,
          quantity: BigInt(line.quantity),
          tolerance: BigInt(line.tolerance),
        })),
      });
      this.orderState = reply.state;
      if (reply.heldUntil) this.heldUntil = instant(reply.heldUntil);
      const at = new Date();
      this.basket = new Map([...this.basket, ...lines]);
      for (const code of lines.keys()) this.saving?.states.set(code, { kind: "saved", at });
      this.priceSoon();
      return true;
    } catch (error) {
      const why = failure(error);
      if (why.reason === "orders.cycle_closed") throw error;
      // One of them alone may be refused: line by line each one says so itself.
      for (const offer of this.offers) {
        const wanted = lines.get(offer.code);
        if (wanted) this.set(offer, wanted);
      }
      return (await this.saving!.settled()) === "saved";
    }
  }

  private restore(): Promise<void> {
    return this.act(async () => {
      const former = this.undo!;
      const done = await this.setAll(former.lines);
      this.undo = null;
      if (former.confirmed && done)
        this.orderState = (
          await ask(Orders).confirm({ cycle: this.cycle!.id, member: this.number })
        ).state;
      announce(words("orders.restored_now"));
    });
  }

  private takeLast(): Promise<void> {
    return this.act(async () => {
      const last = await ask(Orders).get({ cycle: this.lastOrder!.id, member: this.number });
      const offered = new Map(this.offers.map((offer) => [offer.code, offer]));
      const taken = new Map<string, Quantity>();
      const gone: string[] = [];
      for (const line of last.lines) {
        const offer = offered.get(line.code);
        const left = offer?.available === undefined ? Infinity : Number(offer.available);
        const quantity = Math.min(Number(line.quantity), left);
        if (!offer || quantity <= 0) gone.push(line.name);
        else
          taken.set(line.code, {
            quantity,
            tolerance:
              offer.caseSize > 0n && offer.available === undefined ? Number(line.tolerance) : 0,
          });
      }
      if (taken.size > 0) await this.setAll(taken);
      this.note = [
        taken.size > 0 ? counted("orders.taken", taken.size) : "",
        gone.length > 0 ? words("orders.gone", { names: gone.join(", ") }) : "",
      ]
        .filter((text) => text)
        .join(" ");
      announce(this.note);
    });
  }

  protected override render(): TemplateResult {
    const heading = html`<h1>${words("menu.shop")}</h1>`;
    if (!this.number)
      return html`${heading}
        <p>${words("orders.no_number")}</p>`;
    const trouble = this.trouble
      ? html`<p class="wrong trouble" role="alert">${this.trouble}</p>`
      : nothing;
    if (this.closed) return this.closedView(this.closed);
    if (!this.cycle)
      return html`${heading}${trouble}${this.lateLines()}
      ${this.trouble
        ? html`<button class="primary" @click=${() => void this.load()}>
            ${words("shell.again")}
          </button>`
        : this.cycles?.length === 0
          ? html`<p class="state">${words("orders.none_open")}</p>`
          : html`<p role="status">${words("shell.loading")}</p>`}`;
    const basket = this.basketNow();
    return html`<div class="shop">
      <div class="window" ?data-many=${this.offers.length > manyCards}>
        <h1>${this.cycle.name}</h1>
        ${(this.cycles?.length ?? 0) > 1
          ? html`<div class="row" role="group" aria-label=${words("orders.cycles")}>
              ${this.cycles!.map(
                (cycle) =>
                  html`<button
                    aria-pressed=${cycle.id === this.cycle?.id ? "true" : "false"}
                    @click=${() => void this.act(() => this.choose(cycle))}>
                    ${cycle.name}
                  </button>`,
              )}
            </div>`
          : nothing}
        ${this.stateBanner(basket)} ${trouble} ${this.lateLines()}
        ${this.note ? html`<p class="band">${this.note}</p>` : nothing}
        ${this.lastOrder && basket.lines.length === 0 && !this.undo
          ? html`<p>
              <button class="big last" @click=${() => void this.takeLast()}>
                ${words(this.member ? "orders.take_her_last" : "orders.take_last")}
              </button>
            </p>`
          : nothing}
        ${this.filters()} ${this.window()}
      </div>
      ${basketPanel(basket)} ${basketBar(basket)}
    </div>`;
  }

  private basketNow(): Basket {
    return {
      cycle: this.cycle!,
      whose: (this.name ? this.name + ", " : "") + words("orders.number", { number: this.number }),
      atCounter: this.member !== "",
      lines: this.lines(),
      unsaved: this.saving?.wanted() ?? new Map(),
      priced: new Map(this.priced?.lines.map((line) => [line.code, line])),
      unadjusted: this.priced?.unadjusted ?? false,
      state: this.stateText(),
      confirmed: this.orderState === OrderState.CONFIRMED,
      undo: this.undo !== null,
      busy: this.busy,
      confirm: () => void this.confirm(),
      cancel: () => void this.cancel(),
      restore: () => void this.restore(),
    };
  }

  /** Where the order stands and what is left to do, in words. */
  private stateText(): string {
    const until = deadline(instant(this.cycle?.closesAt));
    if (this.orderState === OrderState.CONFIRMED) return words("orders.state_confirmed", { until });
    if (this.lines().length > 0) return words("orders.state_unconfirmed");
    return words(
      this.orderState === OrderState.CANCELLED ? "orders.state_cancelled" : "orders.state_empty",
    );
  }

  private stateBanner(basket: Basket): TemplateResult {
    const open = !basket.confirmed && basket.lines.length > 0;
    return html`<div class="state" data-state=${basket.confirmed ? "done" : open ? "open" : "none"}>
      <p><strong>${basket.confirmed ? "✓ " : ""}${basket.state}</strong></p>
      ${open && this.heldUntil && this.heldUntil > new Date()
        ? html`<p>${words("orders.held", { time: clock(this.heldUntil) })}</p>`
        : nothing}
      <p>
        ${basket.confirmed
          ? nothing
          : words("orders.until", { deadline: deadline(instant(this.cycle?.closesAt)) })}
        ${words("orders.pickup", { day: dayOf(this.cycle!.pickup) })}
      </p>
    </div>`;
  }

  private lateLines(): TemplateResult | typeof nothing {
    if (this.late.length === 0) return nothing;
    return html`<div class="wrong" role="alert">
      <p>${words("orders.too_late", { names: this.late.map((line) => line.name).join(", ") })}</p>
      <button @click=${() => void this.seenLate()}>${words("orders.understood")}</button>
    </div>`;
  }

  private async seenLate(): Promise<void> {
    const store = await this.store();
    for (const line of this.late) await store.drop(line);
    this.late = [];
  }

  /** The basket of a cycle that closed while it was open on the screen. */
  private closedView(order: Order): TemplateResult {
    const missed = [...(this.saving?.states ?? [])].flatMap(([code, now]): [Offer, Quantity][] => {
      const offer = this.offers.find((one) => one.code === code);
      const wanted = now.kind === "refused" ? now.wanted : this.saving?.wanted().get(code);
      return offer && wanted ? [[offer, wanted]] : [];
    });
    const counts = order.state === OrderState.CONFIRMED;
    return html`<h1>${this.cycle?.name}</h1>
      <div class="state" data-state=${counts ? "done" : "none"}>
        <p><strong>${words("orders.closed_now")}</strong></p>
        <p>
          ${words(counts ? "orders.closed_counts" : "orders.closed_not_confirmed", {
            day: dayOf(this.cycle!.pickup),
          })}
        </p>
      </div>
      ${missed.length > 0
        ? html`<div class="wrong">
            <p>${words("orders.closed_missed")}</p>
            <ul>
              ${missed.map(
                ([offer, wanted]) =>
                  html`<li>${offer.name} : ${inCase(wanted.quantity, offer.unit)}</li>`,
              )}
            </ul>
          </div>`
        : nothing}
      <h2>${words("orders.closed_saved")}</h2>
      ${order.lines.length === 0
        ? html`<p>${words("orders.basket_empty")}</p>`
        : html`<ul class="plain">
            ${order.lines.map(
              (line) => html`<li>${line.name} : ${amount(line.quantity, line.unit)}</li>`,
            )}
          </ul>`}
      <p><a class="button" href="/mes-commandes">${words("menu.mine")}</a></p>`;
  }

  private filters(): TemplateResult {
    const choice = (id: "grower" | "label", all: string, names: string[]): TemplateResult =>
      html`<div class="field">
        <label for=${id}>${words("orders.by_" + id)}</label>
        <select
          id=${id}
          @change=${(event: Event) => (this[id] = (event.target as HTMLSelectElement).value)}>
          <option value="" ?selected=${this[id] === ""}>${words(all)}</option>
          ${names.map(
            (name) => html`<option value=${name} ?selected=${this[id] === name}>${name}</option>`,
          )}
        </select>
      </div>`;
    return html`<form
      class="filters"
      role="search"
      @submit=${(event: Event) => event.preventDefault()}>
      <div class="field search">
        <label for="search">${words("orders.search")}</label>
        <input
          id="search"
          type="search"
          autocomplete="off"
          .value=${this.search}
          @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value)} />
      </div>
      ${choice("grower", "orders.all_growers", this.growers)}
      ${this.labels.length > 0 ? choice("label", "orders.all_labels", this.labels) : nothing}
      <label class="check"
        ><input
          type="checkbox"
          .checked=${this.season}
          @change=${(event: Event) => (this.season = (event.target as HTMLInputElement).checked)} />
        ${words("orders.in_season")}</label
      >
    </form>`;
  }

  private window(): TemplateResult {
    const fits = finder(this.search);
    const shown = this.offers.filter((offer) => {
      return (
        (this.search === "" ||
          fits(`${offer.name} ${offer.producer} ${offer.labels.join(" ")} ${offer.origin}`)) &&
        (this.grower === "" || offer.producer === this.grower) &&
        (this.label === "" || offer.labels.includes(this.label)) &&
        (!this.season || offer.months.length === 0 || offer.months.includes(this.month))
      );
    });
    const growers = new Map<string, Offer[]>();
    for (const offer of shown.slice(0, this.room)) {
      const stall = growers.get(offer.producer);
      if (stall) stall.push(offer);
      else growers.set(offer.producer, [offer]);
    }
    return html`<p class="found" role="status">
        ${shown.length === this.offers.length
          ? nothing
          : shown.length === 0
            ? words("orders.nothing_found")
            : counted("orders.found", shown.length)}
      </p>
      ${repeat(
        growers.keys(),
        (name) => name,
        (name) =>
          html`<section class="grower">
            <h2>${name}</h2>
            <ul class="offers">
              ${guard([this.version, growers.get(name)!.length], () =>
                repeat(
                  growers.get(name)!,
                  (offer) => offer.code,
                  (offer) => card(offer, this),
                ),
              )}
            </ul>
          </section>`,
      )}`;
  }
}
