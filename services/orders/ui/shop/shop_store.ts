// What the buttons of the shop do: confirm, cancel and restore an order, take the last one again.
import { announce, ask, counted, failure, instant, words } from "halle/shell";
import { Orders, OrderState } from "halle/gen/orders/v1/orders_pb";
import type { Quantity } from "./pending_lines";
import { ShopState } from "./shop_state";

const undoTime = 10_000;

export class ShopStore extends ShopState {
  private undoTimer = 0;

  /** `refused` is called once what a button did was refused. */
  constructor(private readonly refused: () => void) {
    super();
  }

  /** Runs what a button does, once at a time, and says what went wrong. */
  async act(work: () => Promise<void>): Promise<void> {
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
    this.refused();
  }

  confirm(): Promise<void> {
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

  cancel(): Promise<void> {
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

  restore(): Promise<void> {
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

  takeLast(): Promise<void> {
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
}
