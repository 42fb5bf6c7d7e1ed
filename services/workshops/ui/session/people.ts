// The persons of a session: their names, and who is told of a change.
import { html, nothing, type TemplateResult } from "lit";
import { ask, counted, may, session, telephone, words } from "halle/shell";
import { Organisations } from "halle/gen/hub/v1/hub_pb";
import { Members, type Member } from "halle/gen/membership/v1/membership_pb";
import { RegistrationState, type Registration } from "halle/gen/workshops/v1/workshops_pb";

export type People = ReadonlyMap<string, Member>;

/** Members by number, for callers who may read their list; none for the others. */
export async function everybody(): Promise<People> {
  if (!may("membership.member.read")) return new Map();
  const { members } = await ask(Members).list({});
  return new Map(members.map((member) => [member.number, member]));
}

type Named = Pick<Registration, "member" | "visitor"> & Partial<Pick<Registration, "memberName">>;

/** A member's name, or the number if the name is not for the caller; a visitor's name. */
export function nameOf(people: People, one: Named): string {
  if (!one.member) return one.visitor?.name ?? "";
  const member = people.get(one.member);
  const name = member ? `${member.firstName} ${member.name}`.trim() : "";
  return one.memberName || name || words("workshops.member_number", { n: one.member });
}

/** How a person can be reached: the telephone as a link, the e-mail. */
export function contact(people: People, one: Registration): TemplateResult | typeof nothing {
  const { telephone: number = "", email = "" } =
    (one.member ? people.get(one.member) : one.visitor) ?? {};
  if (!number && !email) return nothing;
  return html`<span class="notes"
    >${number ? html`<a class="phone" href="tel:${number}">${telephone(number)}</a>` : nothing}
    ${email}</span
  >`;
}

/** Whether the association sends letters. */
export async function lettersGo(): Promise<boolean> {
  const { organisations } = await ask(Organisations).listNames({});
  const here = session()?.here?.organisation?.id;
  return organisations.some(({ id, letters }) => id === here && letters);
}

/** Those who are told of a change, and of these the ones without an e-mail, as far as is known. */
export function toldOf(registrations: Registration[], people: People) {
  const told = registrations.filter(({ state }) => state !== RegistrationState.UNCONFIRMED);
  const silent = told.filter((one) =>
    one.member ? people.get(one.member)?.email === "" : !one.visitor?.email,
  );
  return { told, silent };
}

/** How many are told of a change by letter, and who has to be called. */
export function tellNote(
  registrations: Registration[],
  people: People,
  letters: boolean,
): TemplateResult {
  const { told, silent } = toldOf(registrations, people);
  const calls = letters ? silent : told;
  const byLetter = told.length - calls.length;
  if (told.length === 0) return html`<p class="hint">${words("workshops.told_nobody")}</p>`;
  return html`${byLetter > 0
    ? html`<p><strong>${counted("workshops.told", byLetter)}</strong></p>`
    : nothing}
  ${calls.length > 0
    ? html`<p>
          <strong
            >${counted(
              letters ? "workshops.told_without" : "workshops.told_no_letters",
              calls.length,
            )}</strong
          >
        </p>
        <ul>
          ${calls.map((one) => html`<li>${nameOf(people, one)} ${contact(people, one)}</li>`)}
        </ul>`
    : nothing}`;
}
