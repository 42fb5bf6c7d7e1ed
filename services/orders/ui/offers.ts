import { ask } from "halle/shell";
import { Cycles, type Offer } from "halle/gen/orders/v1/orders_pb";

const page = 2000;

/** All offers of a cycle, by code. */
export async function allOffers(cycle: string): Promise<Offer[]> {
  const offers: Offer[] = [];
  for (let after = ""; ; after = offers[offers.length - 1].code) {
    const reply = await ask(Cycles).listOffers({ cycle, after, limit: page });
    offers.push(...reply.offers);
    if (reply.offers.length < page) return offers;
  }
}
