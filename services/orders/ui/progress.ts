import { ask } from "halle/shell";
import { Cycles, type Filling, type GetCycleReply } from "halle/gen/orders/v1/orders_pb";
import { allOffers } from "./offers";
import { lineCents } from "./quantities";

const every = 5_000; // milliseconds

/** How far a cycle is. */
export interface Progress {
  overview?: GetCycleReply;
  filling: Filling[];
  /** Of confirmed orders. */
  orderedCents: bigint;
}

/** Tells how far a cycle is, now and at each change, until the function it returns is called. */
export function watchProgress(
  cycle: string,
  onProgress: (progress: Progress) => void,
  onFailure: (error: unknown) => void,
): () => void {
  let stopped = false;
  let timer = 0;
  let prices: Promise<Map<string, bigint>> | null = null;
  const look = async (): Promise<void> => {
    try {
      prices ??= allOffers(cycle).then((all) => new Map(all.map((offer) => [offer.code, offer.priceCents])));
      const [overview, { rows }, price] = await Promise.all([
        ask(Cycles).get({ cycle }),
        ask(Cycles).getFilling({ cycle }),
        prices,
      ]);
      const cents = rows.reduce((sum, row) => sum + lineCents(price.get(row.code) ?? 0n, Number(row.firm)), 0);
      if (!stopped) onProgress({ overview, filling: rows, orderedCents: BigInt(cents) });
    } catch (error) {
      prices = null;
      if (!stopped) onFailure(error);
    }
    if (!stopped) timer = setTimeout(() => void look(), every) as unknown as number;
  };
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
