// What a session takes from other modules: a zone of the premises, helpers of the planning.
import { html, nothing, type TemplateResult } from "lit";
import { type Calls, words } from "halle/shell";
import type { Skill } from "halle/gen/membership/v1/membership_pb";
import type { Zone } from "halle/gen/premises/v1/premises_pb";
import type { Helpers } from "halle/gen/workshops/v1/workshops_pb";
import { field } from "./fields";

/** A zone with the whole that it is part of: "Local, cuisine". */
function fullName(zones: Zone[], zone: Zone): string {
  const whole = zones.find(({ id }) => id === zone.whole);
  return whole ? `${fullName(zones, whole)}, ${zone.name}` : zone.name;
}

export function zoneField(calls: Calls, zones: Zone[], chosen: string): TemplateResult {
  const wrong = calls.problem("zone");
  return html`<div class="field">
    <label for="zone">${words("workshops.field_zone")}</label>
    <p class="hint" id="hint-zone">${words("workshops.hint_zone")}</p>
    <select
      id="zone"
      name="zone"
      aria-invalid=${wrong ? "true" : nothing}
      aria-describedby="hint-zone${wrong ? " wrong-zone" : ""}">
      <option value="" .selected=${chosen === ""}>${words("workshops.no_zone")}</option>
      ${zones.map(
        (zone) =>
          html`<option value=${zone.id} .selected=${zone.id === chosen}>
            ${fullName(zones, zone)}
          </option>`,
      )}
    </select>
    ${wrong ? html`<p class="wrong" id="wrong-zone" role="alert">${wrong}</p>` : nothing}
  </div>`;
}

export function helperFields(
  calls: Calls,
  helpers: Helpers | undefined,
  skills: Skill[],
): TemplateResult {
  return html`<fieldset>
    <legend>${words("workshops.part_helpers")}</legend>
    ${field(calls, "helpers", {
      value: String(helpers?.count || ""),
      mode: "numeric",
      hint: "workshops.hint_helpers",
    })}
    <details ?open=${Boolean(helpers?.task || helpers?.skills.length)}>
      <summary>${words("workshops.part_helpers_more")}</summary>
      ${field(calls, "task", { value: helpers?.task, most: 80 })}
      ${skills.length > 0
        ? html`<fieldset>
            <legend>${words("workshops.field_skills")}</legend>
            ${skills.map(
              ({ id, name }) =>
                html`<p>
                  <label class="check"
                    ><input
                      type="checkbox"
                      name="skills"
                      value=${id}
                      .defaultChecked=${helpers?.skills.includes(id) ?? false} />${name}</label
                  >
                </p>`,
            )}
          </fieldset>`
        : nothing}
    </details>
  </fieldset>`;
}
