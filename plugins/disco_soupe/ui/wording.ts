// How masses, times and reasons are said.
import { dayOf, decimal, hourOf, words } from "halle/shell";
import { type Draft, Limit, type LotUse } from "halle/gen/disco_soupe/v1/disco_soupe_pb";

/** "12,5 kg" */
export function kilograms(grams: bigint): string {
  return words("disco_soupe.kg", { n: decimal(grams) });
}

/** "samedi 14 mars, de 10 h à 14 h" */
export function when({ localStart, localEnd }: Draft): string {
  return words("disco_soupe.when", {
    day: dayOf(localStart.slice(0, 10)),
    from: hourOf(localStart.slice(11)),
    until: hourOf(localEnd.slice(11)),
  });
}

/** "Poireaux, 8 kg" */
export function useOf({ product, grams }: LotUse): string {
  return words("disco_soupe.use", { product, kg: kilograms(grams) });
}

/** Why a proposal is as it is, a sentence each. */
export function reasons(draft: Draft): string[] {
  const first = draft.uses[0];
  const all = [
    words("disco_soupe.because_saved", {
      kg: kilograms(draft.grams),
      of: kilograms(draft.surplusGrams),
    }),
  ];
  if (first)
    all.push(
      words("disco_soupe.because_day", { product: first.product, day: dayOf(first.lastDay) }),
    );
  all.push(
    words("disco_soupe.because_members", {
      free: draft.freeMembers,
      hygiene: draft.freeHygiene,
      cooking: draft.freeCooking,
      helpers: draft.helpers,
    }),
  );
  if (draft.limit === Limit.HELPERS) all.push(words("disco_soupe.limit_helpers"));
  if (draft.limit === Limit.PERSONS) all.push(words("disco_soupe.limit_persons"));
  return all;
}

/** A sentence for why a part failed or waits; one of its own where another module gave no words. */
export function reasonOf(reason: string): string {
  const text = words(reason);
  return text === reason ? words("disco_soupe.no_answer") : text;
}
