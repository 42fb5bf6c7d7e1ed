// Presences that are not with the server yet: kept on the device until it has answered. What is
// said of a person at a shift replaces what was said before, so sending it twice, or from two
// devices, changes nothing twice.
import { failure } from "halle/shell";
import type { Presence } from "halle/gen/shifts/v1/shifts_pb";

export interface Mark {
  template: string;
  day: string;
  member: string;
  presence: Presence;
  /** The name of the operation, the same each time it is sent. */
  operation: string;
}

/** Of one person in one association; `storage` outlives the page. */
export class KeptMarks {
  constructor(
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">,
    private readonly name: string,
  ) {}

  /** Oldest first. */
  get all(): Mark[] {
    try {
      return JSON.parse(this.storage.getItem(this.name) ?? "[]") as Mark[];
    } catch {
      return [];
    }
  }

  put(mark: Mark): void {
    const others = this.all.filter(
      ({ template, day, member }) =>
        template !== mark.template || day !== mark.day || member !== mark.member,
    );
    this.write([...others, mark]);
  }

  drop(operation: string): void {
    this.write(this.all.filter((one) => one.operation !== operation));
  }

  private write(all: Mark[]): void {
    if (all.length === 0) this.storage.removeItem(this.name);
    else this.storage.setItem(this.name, JSON.stringify(all));
  }
}

/**
 * Sends what is kept, one after the other, until nobody answers. What is refused is dropped and
 * given back.
 */
export async function sendKept(
  kept: KeptMarks,
  send: (mark: Mark) => Promise<unknown>,
): Promise<unknown[]> {
  const refused: unknown[] = [];
  for (let next = kept.all[0]; next; next = kept.all[0]) {
    try {
      await send(next);
    } catch (error) {
      if (failure(error).open) return refused;
      refused.push(error);
    }
    kept.drop(next.operation);
  }
  return refused;
}
