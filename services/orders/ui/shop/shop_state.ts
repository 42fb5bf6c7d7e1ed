// The open cycle's shop window and a member's basket in it, as they are now.
import {
  announce,
  ask,
  asOperation,
  deadline,
  failure,
  instant,
  newOperation,
  session,
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
import { allOffers } from "../offers";
import { amount } from "../quantities";
import { exclusive, openStore, type Pending, type Quantity, type Store } from "./pending_lines";
import { Saving, type LineState } from "./saving";
import { shown, Showing } from "./showing";

const pricedAfter = 300;
const nothingOf: Quantity = { quantity: 0, tolerance: 0 };

let kept: Promise<Store> | null = null;
const oneAtATime = exclusive();

function sorted(names: string[]): string[] {
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, "fr"));
}

export class ShopState extends Showing {
  /** The member's number; empty if there is none. */
  number = "";
  @shown cycles: Cycle[] | null = null;
  @shown cycle: Cycle | null = null;
  @shown offers: Offer[] = [];
  /** Whose they are and their labels, to choose from. */
  growers: string[] = [];
  labels: string[] = [];
  @shown basket = new Map<string, Quantity>();
  @shown orderState = OrderState.UNSPECIFIED;
  @shown heldUntil: Date | null = null;
  /** Why the last call failed, in words; empty if it did not. */
  @shown trouble = "";
  @shown note = "";
  @shown busy = false;
  @shown lastOrder: Cycle | null = null;
  @shown undo: { lines: Map<string, Quantity>; confirmed: boolean } | null = null;
  /** Set once the cycle was seen to have closed under the open basket. */
  @shown closed: Order | null = null;
  /** The order with its prices as modules adjust them; null if none does. */
  @shown priced: Order | null = null;
  /** Of earlier cycles: came too late. */
  @shown late: Pending[] = [];
  saving: Saving | null = null;
  private adjustable = false;
  private pricing = 0;
  private firm = new Map<string, number>();
  /** What of this basket the server's figures hold already. */
  private counted = new Map<string, number>();
  private visit = 0;

  async load(): Promise<void> {
    if (!this.number) return;
    this.trouble = "";
    void this.pending(); // opens while the first answer is on its way
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

  private pending(): Promise<Store> {
    return (kept ??= openStore());
  }

  /** Lines kept for a cycle that has closed since cannot be saved any more: they are told. */
  private async tooLate(cycles: Cycle[]): Promise<void> {
    const shut = new Set(
      cycles
        .filter((cycle) => cycle.state === CycleState.CLOSED)
        .map((cycle) => this.scope(cycle.id)),
    );
    this.late = (await (await this.pending()).all()).filter((line) => shut.has(line.scope));
  }

  async choose(cycle: Cycle): Promise<void> {
    const visit = ++this.visit;
    this.saving?.stop();
    this.closed = null;
    this.undo = null;
    this.note = "";
    const saving = new Saving(this.scope(cycle.id), {
      store: await this.pending(),
      exclusive: oneAtATime,
      newOperation,
      failure: (error) => this.explain(error),
      changed: () => this.changed(),
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
    this.changed();
  }

  /** What modules say about the prices of what was saved, once nothing more is. */
  protected priceSoon(): void {
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
  async look(): Promise<void> {
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
  async close(): Promise<void> {
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

  get confirmed(): boolean {
    return this.orderState === OrderState.CONFIRMED;
  }

  /** Where the order stands and what is left to do, in words. */
  stateText(): string {
    const until = deadline(instant(this.cycle?.closesAt));
    if (this.confirmed) return words("orders.state_confirmed", { until });
    if (this.lines().length > 0) return words("orders.state_unconfirmed");
    return words(
      this.orderState === OrderState.CANCELLED ? "orders.state_cancelled" : "orders.state_empty",
    );
  }

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

  lines(): [Offer, Quantity][] {
    return this.offers.flatMap((offer) => {
      const line = this.line(offer.code);
      return line.quantity + line.tolerance > 0 ? [[offer, line] as [Offer, Quantity]] : [];
    });
  }

  async seenLate(): Promise<void> {
    const store = await this.pending();
    for (const line of this.late) await store.drop(line);
    this.late = [];
  }
}
