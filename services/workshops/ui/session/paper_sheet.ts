// The sheet of a session on paper: a line for each person to sign, and some for persons who just
// come.
import { html, type TemplateResult } from "lit";
import { money, words } from "halle/shell";
import type { Registration, Session } from "halle/gen/workshops/v1/workshops_pb";

const spare = 6; // empty lines

export function paperSheet(
  session: Session,
  placed: Registration[],
  name: (one: Registration) => string,
): TemplateResult {
  const paid = Boolean(session.details?.price?.kind);
  const lines = [
    ...placed
      .map((one) => ({
        name: name(one),
        persons: String(one.persons),
        owed: one.owedCents > one.paidCents ? money(one.owedCents - one.paidCents) : "",
      }))
      .sort((a, b) => a.name.localeCompare(b.name, "fr", { numeric: true })),
    ...Array.from({ length: spare }, () => ({ name: "", persons: "", owed: "" })),
  ];
  return html`<div class="on-paper">
    <table class="signing">
      <thead>
        <tr>
          <th scope="col">${words("workshops.paper_name")}</th>
          <th scope="col">${words("workshops.paper_persons")}</th>
          ${paid ? html`<th scope="col">${words("workshops.paper_owed")}</th>` : ""}
          <th scope="col">${words("workshops.paper_came")}</th>
          <th scope="col">${words("workshops.paper_signature")}</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          (line) =>
            html`<tr>
              <td>${line.name}</td>
              <td>${line.persons}</td>
              ${paid ? html`<td>${line.owed}</td>` : ""}
              <td>☐</td>
              <td></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
