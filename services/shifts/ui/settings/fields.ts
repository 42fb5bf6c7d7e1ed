import { html, nothing, type TemplateResult } from "lit";
import { words } from "halle/shell";

/** A field of a form about shifts, with its label. */
export function input(name: string, type: string, value: string, length?: number): TemplateResult {
  return html`<div class="field">
    <label for=${name}>${words("shifts.field_" + name)}</label>
    <input
      id=${name}
      name=${name}
      type=${type}
      autocomplete="off"
      .defaultValue=${value}
      maxlength=${length ?? nothing} />
  </div>`;
}
