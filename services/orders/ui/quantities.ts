// Quantities and prices of offers in words. Sums are of whole cents and whole thousandths only.
import { decimal, words } from "halle/shell";
import { OfferUnit, type Offer } from "halle/gen/orders/v1/orders_pb";

const keys: Record<number, string> = {
  [OfferUnit.KILOGRAM]: "kilogram",
  [OfferUnit.LITRE]: "litre",
};

/** "2,90 € la pièce": the end of it. */
export function perUnit(unit: OfferUnit): string {
  return words("orders.per_" + (keys[unit] ?? "piece"));
}

export function unitWord(unit: OfferUnit, thousandths = 1000): string {
  const key = keys[unit] ?? "piece";
  return words(`orders.${key}.${thousandths >= 2000 ? "many" : "one"}`);
}

/** "1,5 kg", "3 pièces" */
export function amount(thousandths: bigint | number, unit: OfferUnit): string {
  return `${decimal(thousandths)}\u00a0${unitWord(unit, Number(thousandths))}`;
}

/** For a case: pieces need no word ("carton de 6"). */
export function inCase(thousandths: number, unit: OfferUnit): string {
  return unit === OfferUnit.PIECE ? decimal(thousandths) : amount(thousandths, unit);
}

/** What is in a piece: "33 cl", "250 g", "1,5 kg"; empty if it is not said. */
export function content(offer: Offer): string {
  const net = Number(offer.netQuantity);
  if (net === 0) return "";
  if (net >= 1000) return amount(net, offer.netUnit);
  return offer.netUnit === OfferUnit.LITRE
    ? `${decimal(net * 100)}\u00a0cl`
    : `${decimal(net * 1000)}\u00a0g`;
}

export function title(offer: Offer): string {
  const inside = content(offer);
  return inside ? `${offer.name}, ${inside}` : offer.name;
}

/** What + and − change. */
export function step(unit: OfferUnit): number {
  return unit === OfferUnit.PIECE ? 1000 : 500;
}

/** What the arrow keys change in the field. */
export function fineStep(unit: OfferUnit): number {
  return unit === OfferUnit.PIECE ? 1000 : 100;
}

/** Cents for a quantity, rounded half up per line as the server does. */
export function lineCents(priceCents: bigint, thousandths: number): number {
  return Number((priceCents * BigInt(thousandths) + 500n) / 1000n);
}

/** How far the next case, or the least quantity, is: what is asked for of it and what it lacks. */
export function filling(
  offer: Offer,
  firm: number,
): { size: number; have: number; missing: number } | null {
  const size = Number(offer.caseSize);
  const least = Number(offer.minimum);
  if (firm < least || size === 0)
    return least === 0
      ? null
      : { size: least, have: Math.min(firm, least), missing: Math.max(0, least - firm) };
  const rest = firm % size;
  return {
    size,
    have: firm > 0 && rest === 0 ? size : rest,
    missing: rest === 0 && firm > 0 ? 0 : size - rest,
  };
}
