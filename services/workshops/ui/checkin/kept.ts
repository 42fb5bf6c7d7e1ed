// Marks of attendance and payments that are not with the server yet: kept on the device until it
// has answered. Each has an id made here, so that nothing that is sent twice counts twice.
import { failure, session as signedIn } from "halle/shell";
import type { Presence } from "halle/gen/workshops/v1/workshops_pb";
import type { Means } from "halle/gen/membership/v1/membership_pb";

/** That a person came or not: of a registration, of a member who came without, or of a name. */
export interface KeptMark {
  kind: "mark";
  /** UUIDv7. */
  id: string;
  session: string;
  registration?: string;
  member?: string;
  name?: string;
  presence: Presence;
  /** When it was touched, milliseconds since 1970. */
  at: number;
}

/** That a person paid. It is sent when `from` has passed: until then it can be taken back. */
export interface KeptPayment {
  kind: "payment";
  /** UUIDv7: the operation. */
  id: string;
  session: string;
  registration: string;
  cents: number;
  means: Means;
  from: number;
}

export type Kept = KeptMark | KeptPayment;

/** Whether a later one says all that an earlier one said. */
function replaces(later: Kept, earlier: Kept): boolean {
  return (
    later.kind === "mark" &&
    earlier.kind === "mark" &&
    later.session === earlier.session &&
    ((!!later.registration && later.registration === earlier.registration) ||
      (!!later.member && later.member === earlier.member))
  );
}

/** What one person keeps for one association; `storage` outlives the page. */
export class Keeper {
  constructor(
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">,
    private readonly name: string,
  ) {}

  /** Oldest first. */
  get all(): Kept[] {
    try {
      return JSON.parse(this.storage.getItem(this.name) ?? "[]") as Kept[];
    } catch {
      return [];
    }
  }

  of(session: string): Kept[] {
    return this.all.filter((one) => one.session === session);
  }

  put(one: Kept): void {
    this.write([...this.all.filter((earlier) => !replaces(one, earlier)), one]);
  }

  /** Takes some back, by their ids. */
  drop(...ids: string[]): void {
    this.write(this.all.filter(({ id }) => !ids.includes(id)));
  }

  private write(all: Kept[]): void {
    if (all.length === 0) this.storage.removeItem(this.name);
    else this.storage.setItem(this.name, JSON.stringify(all));
  }
}

/** Event of the window: what was kept when a check-in was left is sent, as far as it could be. */
export const sentEvent = "halle-workshops-sent";

/** What a person who is signed in has kept on this device. */
export function keeper(): Keeper {
  const me = signedIn();
  const place = `${me?.here?.organisation?.id}.${me?.email || me?.here?.subject}`;
  return new Keeper(localStorage, "halle.workshops.kept." + place);
}

/** What was refused, and why: a reason. */
export interface Refused {
  what: Kept;
  reason: string;
}

export interface Senders {
  /** Sends marks of one session; answers why each is refused, in their order, empty if not. */
  marks: (session: string, marks: KeptMark[]) => Promise<string[]>;
  pay: (payment: KeptPayment) => Promise<unknown>;
}

const most = 200; // marks at once

/** The next that can be sent together: marks of one session up to a payment, or one payment. */
function next(all: Kept[], now: number, limit: number): Kept[] {
  const due = all.filter((one) => one.kind === "mark" || one.from <= now);
  const [first] = due;
  if (!first || first.kind === "payment") return first ? [first] : [];
  const end = due.findIndex((one) => one.kind !== "mark" || one.session !== first.session);
  return due.slice(0, Math.min(end < 0 ? due.length : end, limit));
}

/**
 * Sends what is kept, in its order, until nothing is left that may be sent or no answer comes. What
 * is refused is dropped and given back; marks that are refused together are sent one by one.
 */
export async function sendKept(
  keeper: Keeper,
  send: Senders,
  now = () => Date.now(),
): Promise<Refused[]> {
  const refused: Refused[] = [];
  let limit = most;
  for (;;) {
    const some = next(keeper.all, now(), limit);
    if (some.length === 0) return refused;
    const [first] = some;
    try {
      const reasons =
        first.kind === "payment"
          ? [await send.pay(first).then(() => "")]
          : await send.marks(first.session, some as KeptMark[]);
      some.forEach((what, i) => {
        if (reasons[i]) refused.push({ what, reason: reasons[i] });
      });
    } catch (error) {
      const why = failure(error);
      if (why.open) return refused;
      if (some.length > 1) {
        limit = 1;
        continue;
      }
      refused.push({ what: first, reason: why.fields[0]?.reason ?? why.reason });
    }
    keeper.drop(...some.map(({ id }) => id));
  }
}
