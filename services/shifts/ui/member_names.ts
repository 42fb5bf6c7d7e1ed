// Members by name, for whoever may read their list; for the others numbers only.
import { ask, finder, may } from "halle/shell";
import { Members, type Member } from "halle/gen/membership/v1/membership_pb";

export type People = ReadonlyMap<string, Member>;

export async function everybody(): Promise<People> {
  if (!may("membership.member.read")) return new Map();
  const { members } = await ask(Members).list({});
  return new Map(members.map((member) => [member.number, member]));
}

export function nameOf(people: People, number: string): string {
  const member = people.get(number);
  return member ? `${member.firstName} ${member.name}`.trim() : "";
}

/** Whose number or a part of whose name begins so, a dozen at most. */
export function found(people: People, search: string): Member[] {
  const wanted = search.trim();
  if (wanted === "") return [];
  const fits = finder(wanted);
  return [...people.values()]
    .filter(
      ({ number, firstName, name }) => number.startsWith(wanted) || fits(`${firstName} ${name}`),
    )
    .slice(0, 12);
}
