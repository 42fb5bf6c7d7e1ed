// Why somebody pays more or less than the price shown; the words are those of the module that says
// so.
import { html, nothing, type TemplateResult } from "lit";
import { decimal, money, words } from "halle/shell";
import type { Adjustment } from "halle/gen/orders/v1/orders_pb";

const signed = (cents: bigint): string => (cents > 0n ? "+" : "") + money(cents);

/** What stands in the words; a number as the reader writes it. */
const written = (parameters: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      /^\d+(\.\d+)?$/.test(value) ? decimal(Math.round(Number(value) * 1000)) : value,
    ]),
  );

/** "-2,60 € : prix solidaire (20 % de moins)"; with what the fund did not reach for. */
export function reasons(adjustments: Adjustment[]): TemplateResult | typeof nothing {
  if (adjustments.length === 0) return nothing;
  return html`${adjustments.map(
    (one) =>
      html`<span class="notes adjusted"
        >${words(one.askedCents < one.cents ? "orders.adjusted_short" : "orders.adjusted", {
          amount: signed(one.cents),
          why: words(one.reason, written(one.parameters)),
          asked: money(-one.askedCents),
        })}</span
      >`,
  )}`;
}

/** The sums of lines, one for each reason. */
export function summed(lines: { adjustments: Adjustment[] }[]): Adjustment[] {
  const sums = new Map<string, Adjustment>();
  for (const one of lines.flatMap((line) => line.adjustments)) {
    const key = JSON.stringify([one.reason, one.parameters]);
    const sum = sums.get(key);
    sums.set(
      key,
      sum
        ? { ...sum, cents: sum.cents + one.cents, askedCents: sum.askedCents + one.askedCents }
        : one,
    );
  }
  return [...sums.values()];
}
