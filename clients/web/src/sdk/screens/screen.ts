import { html, LitElement, type TemplateResult } from "lit";
import { bringWords, expectWords, words, type Words } from "../words/language";

/** A screen or a part of one, in the page's own tree: labels and styles reach it. */
export class Screen extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/**
 * Registers a screen whose script comes when it is opened, so that nobody else's first page carries
 * it: the script registers `<name>-screen`. `texts`: the words that it uses beside the shell's.
 */
export function later(name: string, load: () => Promise<unknown>, ...texts: Words[]): void {
  expectWords(texts);
  class Later extends Screen {
    private screen: HTMLElement | null = null;
    private missing = false;

    override connectedCallback(): void {
      super.connectedCallback();
      if (!this.screen) void this.load();
    }

    private async load(): Promise<void> {
      this.missing = false;
      this.requestUpdate();
      try {
        await Promise.all([load(), ...texts.map(bringWords)]);
        this.screen = document.createElement(name + "-screen");
      } catch {
        this.missing = true;
      }
      this.requestUpdate();
    }

    protected override render(): TemplateResult {
      if (this.screen) return html`${this.screen}`;
      if (!this.missing) return html`<p role="status">${words("shell.loading")}</p>`;
      return html`<h1>${words("shell.unreachable")}</h1>
        <p>${words("shell.unreachable_more")}</p>
        <button class="primary" @click=${() => void this.load()}>${words("shell.again")}</button>`;
    }
  }
  customElements.define(name, Later);
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
