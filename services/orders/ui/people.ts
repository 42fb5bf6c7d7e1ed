// Members by number, for lists of them.
import { ask } from "halle/shell";
import { Members, type Member } from "halle/gen/membership/v1/membership_pb";

export type People = ReadonlyMap<string, Member>;

export async function everybody(): Promise<People> {
  const { members } = await ask(Members).list({});
  return new Map(members.map((member) => [member.number, member]));
}

export function nameOf(people: People, number: string): string {
  const member = people.get(number);
  return member ? `${member.firstName} ${member.name}`.trim() : "";
}

/** "06 12 34 56 78"; numbers of other countries as they are. */
export function telephone(e164: string): string {
  return /^\+33\d{9}$/.test(e164) ? ("0" + e164.slice(3)).replace(/(\d\d)(?=\d)/g, "$1\u00a0") : e164;
}

/** Numbers in the order people count. */
export function byNumber(a: string, b: string): number {
  return a.localeCompare(b, "fr", { numeric: true });
}
