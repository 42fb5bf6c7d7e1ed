import { LitElement } from "lit";

/** A screen or a part of one, in the page's own tree: labels and styles reach it. */
export class Screen extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Goes to another screen. */
export function go(path: string): void {
  history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** Says something to those who listen rather than look, and shows it. */
export function announce(text: string): void {
  dispatchEvent(new CustomEvent("halle-announce", { detail: text }));
}
