// Memberships as people say them.
import { money, reasonsOf, shortDayOf, words } from "halle/shell";
import {
  DuesState,
  Means,
  Standing,
  type Bracket,
  type Member,
  type Period,
} from "halle/gen/membership/v1/membership_pb";

export const fields = [
  "first_name",
  "name",
  "email",
  "telephone",
  "street",
  "post_code",
  "town",
] as const;

export function fullName(member: Member): string {
  return member.erased
    ? words("membership.erased_name")
    : `${member.firstName} ${member.name}`.trim();
}

const standings = {
  [Standing.ACTIVE]: "active",
  [Standing.SUSPENDED]: "suspended",
  [Standing.LEFT]: "left",
};

export function standingWords(standing: Standing): string {
  return words(
    "membership.standing_" + (standings[standing as keyof typeof standings] ?? "active"),
  );
}

const states = {
  [DuesState.NONE]: "none",
  [DuesState.RUNNING]: "running",
  [DuesState.RENEWABLE]: "renewable",
  [DuesState.ENDED]: "ended",
};

/**
 * Where a membership stands, with its day; `how`: "" to the member, "_her" to others, "_short" in a
 * table.
 */
export function stateWords(state: DuesState, until: string, how: "" | "_her" | "_short"): string {
  const name = states[state as keyof typeof states] ?? "none";
  return words(`membership.dues_${name}${how}`, { day: until ? shortDayOf(until) : "" });
}

/** May begin or renew. */
export function renewable(state: DuesState): boolean {
  return state !== DuesState.RUNNING;
}

const paid = {
  [Means.CASH]: "cash",
  [Means.CHEQUE]: "cheque",
  [Means.TRANSFER]: "transfer",
  [Means.CARD]: "card",
};
export const allMeans = [Means.CASH, Means.CHEQUE, Means.TRANSFER, Means.CARD];

export function meansWords(means: Means): string {
  return words("membership.means_" + (paid[means as keyof typeof paid] ?? "later"));
}

/** Not paid, and not taken back. */
export function owed(period: Period): boolean {
  return period.cents > 0n && !period.paidOn && !period.cancelledOn;
}

export function bracketWords(bracket: Bracket): string {
  return words("membership.bracket_costs", { name: bracket.name, amount: money(bracket.cents) });
}

/**
 * Why a standing changed: what Halle noted itself is in its words, the rest as somebody wrote it.
 */
export function causeWords(cause: string): string {
  if (cause === "import") return words("membership.cause_import");
  return cause.startsWith("membership.cause_") ? words(cause) : cause;
}

/** All that stands against what was asked, a sentence each. */
export const against = (error: unknown): string[] => reasonsOf(error, "membership.skill_needs");
