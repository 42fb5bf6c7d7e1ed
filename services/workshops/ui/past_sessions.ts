import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { addDays, ask, Calls, dayOf, local, may, Screen, subject, words } from "halle/shell";
import { Sessions, type Session } from "halle/gen/workshops/v1/workshops_pb";
import { status } from "./wording";

const longAgo = 180; // days

/** The sessions of the last half-year, the latest first, for callers who may open their sheets. */
@customElement("halle-workshops-past")
export class PastSessions extends Screen {
  @state() private sessions: Session[] | null = null;
  private readonly calls = new Calls(this, async () => {
    const today = local(new Date()).slice(0, 10);
    const request = { from: addDays(today, -longAgo), until: today };
    this.sessions = (await ask(Sessions).list(request)).sessions
      .filter(({ ends }) => Number(ends?.seconds ?? 0n) * 1000 < Date.now())
      .filter(
        ({ details }) => may("workshops.attendance.mark") || details?.leaders.includes(subject()),
      )
      .reverse();
  });

  protected override render(): TemplateResult {
    return html`<div class="shifts">
      <h1>${words("workshops.past")}</h1>
      ${this.calls.alert()} ${this.sessions === null ? this.calls.waiting() : nothing}
      ${this.sessions?.length === 0 ? html`<p>${words("workshops.no_past")}</p>` : nothing}
      <ul class="plain dates">
        ${(this.sessions ?? []).map(
          (session) =>
            html`<li class="card">
              <p>
                <a href="/ateliers#${session.id}"><strong>${session.title}</strong></a
                ><br />${dayOf((session.details?.starts ?? "").slice(0, 10))}
              </p>
              <p class="notes">${status(session)}</p>
            </li>`,
        )}
      </ul>
    </div>`;
  }
}
