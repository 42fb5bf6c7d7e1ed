// What the Commission may say, and the keys of its words.
import { Verdict } from "halle/gen/member_wishes/v1/member_wishes_pb";

export const verdicts: { verdict: Verdict; key: string }[] = [
  { verdict: Verdict.LOOKING, key: "looking" },
  { verdict: Verdict.TRIED, key: "tried" },
  { verdict: Verdict.NOT_NOW, key: "not_now" },
  { verdict: Verdict.LISTED, key: "listed" },
];

export function keyOf(verdict: Verdict): string {
  return verdicts.find((known) => known.verdict === verdict)?.key ?? "not_now";
}
