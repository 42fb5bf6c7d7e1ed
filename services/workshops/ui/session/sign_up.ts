import { html, nothing, type TemplateResult } from "lit";
import { ask, type Calls, formOf, may, textOf, words } from "halle/shell";
import { Visitors } from "halle/gen/workshops/v1/visitors_pb";
import {
  Registrations,
  RegistrationState,
  SessionState,
  type Session,
} from "halle/gen/workshops/v1/workshops_pb";
import { begun } from "../wording";

/** For a person who has called: a member by number, anybody else by name and telephone. */
export function signUpForm(calls: Calls, session: Session): TemplateResult | typeof nothing {
  if (
    !may("workshops.registration.manage") ||
    session.state !== SessionState.PUBLISHED ||
    begun(session)
  )
    return nothing;
  const send = (event: Event): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = formOf(event);
    const [who, telephone] = [textOf(data, "who").trim(), textOf(data, "telephone").trim()];
    const persons = Number(textOf(data, "persons")) || 1;
    const request = { session: session.id, persons };
    void calls.save(
      "sign-up",
      [request, who, telephone],
      (options) =>
        /^\d+$/.test(who)
          ? ask(Registrations).register({ ...request, member: who }, options)
          : ask(Visitors).add({ ...request, visitor: { name: who, telephone } }, options),
      ({ state }) => {
        form.reset();
        return words(
          state === RegistrationState.REGISTERED
            ? "workshops.signed_up"
            : "workshops.signed_up_waits",
        );
      },
    );
  };
  return html`<details class="card narrow">
    <summary><strong>${words("workshops.sign_up")}</strong></summary>
    <form @submit=${send}>
      <div class="field">
        <label for="who">${words("workshops.sign_up_who")}</label>
        <input id="who" name="who" maxlength="80" autocomplete="off" required />
      </div>
      <div class="two">
        <div class="field">
          <label for="telephone">${words("workshops.sign_up_telephone")}</label>
          <input id="telephone" name="telephone" type="tel" maxlength="30" autocomplete="off" />
        </div>
        <div class="field">
          <label for="persons">${words("workshops.sign_up_persons")}</label>
          <input id="persons" name="persons" type="number" min="1" max="20" value="1" required />
        </div>
      </div>
      ${calls.alert("sign-up")}
      <p><button class="primary">${words("workshops.sign_up_now")}</button></p>
    </form>
  </details>`;
}
