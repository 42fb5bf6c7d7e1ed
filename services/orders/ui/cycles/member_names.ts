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

/** Numbers in the order people count. */
export function byNumber(a: string, b: string): number {
  return a.localeCompare(b, "fr", { numeric: true });
}
