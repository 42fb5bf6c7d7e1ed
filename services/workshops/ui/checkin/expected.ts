// The persons of a check-in: what the server says of them, and what was touched since.
import {
  Presence,
  RegistrationState,
  type Registration,
} from "halle/gen/workshops/v1/workshops_pb";
import type { Kept, KeptMark, KeptPayment } from "./kept";

/** A person of the list, with what is kept of that person. */
export interface Person {
  /** Of the registration; of a person who came without one, of the mark. */
  id: string;
  name: string;
  persons: number;
  presence: Presence;
  unsent: boolean;
  /** Still to pay, cents. */
  owed: bigint;
  /** To be paid back, cents. */
  back: bigint;
  payment?: KeptPayment;
  registration?: Registration;
  mark?: KeptMark;
}

type Named = Pick<Registration, "member" | "visitor"> & Partial<Pick<Registration, "memberName">>;

function expected(one: Registration, kept: Kept[], name: string): Person {
  const mark = kept.find(
    (it): it is KeptMark =>
      it.kind === "mark" &&
      (it.registration === one.id || (!!one.member && it.member === one.member)),
  );
  const payment = kept.find(
    (it): it is KeptPayment => it.kind === "payment" && it.registration === one.id,
  );
  const left = one.owedCents - one.paidCents;
  const owed = left - BigInt(payment?.cents ?? 0);
  return {
    id: one.id,
    name,
    persons: one.persons,
    presence: mark?.presence ?? one.presence,
    unsent: !!mark,
    owed: owed > 0n ? owed : 0n,
    back: left < 0n ? -left : 0n,
    payment,
    registration: one,
  };
}

/**
 * Those who have a place, by name, then those who came without one and are not with the server yet.
 */
export function personsOf(
  registrations: Registration[],
  kept: Kept[],
  name: (one: Named) => string,
): Person[] {
  const placed = registrations
    .filter(({ state }) => state === RegistrationState.REGISTERED)
    .map((one) => expected(one, kept, name(one)))
    .sort((a, b) => a.name.localeCompare(b.name, "fr", { numeric: true }));
  const numbers = new Set(placed.map(({ registration }) => registration?.member));
  const others = kept
    .filter((it): it is KeptMark => it.kind === "mark" && !it.registration)
    .filter(({ member }) => !member || !numbers.has(member))
    .map(
      (mark): Person => ({
        id: mark.id,
        name: mark.name ?? name({ member: mark.member ?? "", visitor: undefined }),
        persons: 1,
        presence: mark.presence,
        unsent: true,
        owed: 0n,
        back: 0n,
        mark,
      }),
    );
  return [...placed, ...others];
}
