// Fields of forms, each with its label, a hint and what is wrong with it.
import { html, nothing, type TemplateResult } from "lit";
import type { Calls } from "halle/shell";

/** What ties a control to its label, its hint and what is wrong with it. */
export interface Tied {
  id: string;
  invalid: "true" | typeof nothing;
  described: string | typeof nothing;
}

/** What is wrong with a field of a part of the screen; its id is `<part>-<name>-wrong`. */
export function problem(calls: Calls, part: string, name: string): TemplateResult | typeof nothing {
  const text = calls.problem(name, part);
  return text
    ? html`<p class="wrong" id="${part}-${name}-wrong" role="alert">${text}</p>`
    : nothing;
}

/** A field of a part of the screen. The id of its control is `<part>-<name>`. */
export function field(
  calls: Calls,
  part: string,
  name: string,
  texts: { label: string; hint?: string },
  control: (tied: Tied) => TemplateResult,
): TemplateResult {
  const id = `${part}-${name}`;
  const wrong = calls.problem(name, part) !== undefined;
  const described = [texts.hint ? id + "-hint" : "", wrong ? id + "-wrong" : ""].join(" ").trim();
  return html`<div class="field">
    <label for=${id}>${texts.label}</label>
    ${texts.hint ? html`<p class="hint" id="${id}-hint">${texts.hint}</p>` : nothing}
    ${control({ id, invalid: wrong ? "true" : nothing, described: described || nothing })}
    ${problem(calls, part, name)}
  </div>`;
}

/** The button that sends a form. */
export function sends(
  calls: Calls,
  label: string,
  kind: "primary" | "" = "primary",
): TemplateResult {
  return html`<button class=${kind || nothing} aria-disabled=${calls.busy ? "true" : "false"}>
    ${label}
  </button>`;
}

/** A text as paragraphs, with its line breaks. */
export function paragraphs(text: string): TemplateResult[] {
  return text
    .split(/\n\s*\n/)
    .filter((one) => one.trim() !== "")
    .map(
      (one) =>
        html`<p>${one.split("\n").map((line, i) => (i > 0 ? html`<br />${line}` : line))}</p>`,
    );
}
