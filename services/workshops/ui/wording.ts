// How sessions and registrations are said.
import { counted, deadline, hourOf, instant, money, words } from "halle/shell";
import {
  PriceKind,
  RegistrationState,
  SessionState,
  type Registration,
  type Session,
} from "halle/gen/workshops/v1/workshops_pb";

const dayLong = 86_400_000;

/** "jeudi 14 janvier à 18 h (dans 6 jours)" */
export function when(session: Session): string {
  return deadline(instant(session.starts));
}

/** "jusqu’à 20 h" */
export function end(session: Session): string {
  return words("workshops.until", { time: hourOf((session.details?.ends ?? "").slice(11)) });
}

export function begun(session: Session): boolean {
  return instant(session.starts) <= new Date();
}

/** Whether attendance is marked: from a day before the beginning. */
export function markable(session: Session): boolean {
  return instant(session.starts).getTime() - dayLong <= Date.now();
}

/** Places that a group that comes now may take: none while others wait. */
export function free(session: Session): number {
  if (session.waiting > 0 && instant(session.offersEnd) > new Date()) return 0;
  return (session.details?.capacity ?? 0) - session.taken;
}

/** "3 places libres", "Complet, 2 personnes attendent" */
export function places(session: Session): string {
  const left = free(session);
  if (left > 0) return counted("workshops.free", left);
  return session.waiting > 0
    ? counted("workshops.full_waiting", session.waiting)
    : words("workshops.full_now");
}

/** What one person pays; empty if it is free. */
export function price(session: Session): string {
  const {
    kind,
    cents = 0n,
    reducedCents,
    visitorCents,
    floorCents = 0n,
  } = session.details?.price ?? {};
  if (!kind) return "";
  if (kind === PriceKind.CONTRIBUTION)
    return words("workshops.contribution", { suggested: money(cents), floor: money(floorCents) });
  if (kind === PriceKind.BY_CATEGORY)
    return words("workshops.price_category", {
      member: money(cents),
      reduced: money(reducedCents ?? 0n),
      visitor: money(visitorCents ?? 0n),
    });
  return words("workshops.price_each", { price: money(cents) });
}

/** "Brouillon", "Annulé. Il neige.", "3 places libres" */
export function status(session: Session): string {
  if (session.state === SessionState.DRAFT) return words("workshops.draft");
  if (session.state === SessionState.CANCELLED)
    return words("workshops.is_cancelled", { reason: session.reason });
  return places(session);
}

export function isOn(registration: Registration | undefined, state: RegistrationState): boolean {
  return registration?.state === state;
}
