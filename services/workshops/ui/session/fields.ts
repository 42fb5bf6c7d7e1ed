import { html, nothing, type TemplateResult } from "lit";
import { type Calls, words } from "halle/shell";

interface Settings {
  /** Of the label, after `workshops.field_`; without it the name. */
  label?: string;
  type?: string;
  value?: string;
  /** Id of a list of suggestions. */
  list?: string;
  /** Key of a sentence below the label. */
  hint?: string;
  most?: number;
  mode?: "decimal" | "numeric";
}

/** A field of a form about workshops, with its label and what is wrong with it. */
export function field(calls: Calls, name: string, settings: Settings = {}): TemplateResult {
  const { label = name, type = "text", value = "", list, hint, most, mode } = settings;
  const wrong = calls.problem(name);
  const described = [hint ? "hint-" + name : "", wrong ? "wrong-" + name : ""].filter(Boolean);
  return html`<div class="field">
    <label for=${name}>${words("workshops.field_" + label)}</label>
    ${hint ? html`<p class="hint" id="hint-${name}">${words(hint)}</p>` : nothing}
    ${type === "textarea"
      ? html`<textarea
          id=${name}
          name=${name}
          rows="4"
          maxlength=${most ?? nothing}
          .defaultValue=${value}
          aria-describedby=${described.join(" ") || nothing}></textarea>`
      : html`<input
          id=${name}
          name=${name}
          type=${type}
          list=${list ?? nothing}
          maxlength=${most ?? nothing}
          inputmode=${mode ?? nothing}
          autocomplete="off"
          .defaultValue=${value}
          aria-invalid=${wrong ? "true" : nothing}
          aria-describedby=${described.join(" ") || nothing} />`}
    ${wrong ? html`<p class="wrong" id="wrong-${name}" role="alert">${wrong}</p>` : nothing}
  </div>`;
}

/** A box to tick. */
export function check(name: string, label: string, checked: boolean): TemplateResult {
  return html`<p>
    <label class="check"
      ><input type="checkbox" name=${name} .defaultChecked=${checked} />${words(label)}</label
    >
  </p>`;
}
