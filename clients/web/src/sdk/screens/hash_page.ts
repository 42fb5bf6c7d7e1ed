import type { LitElement, ReactiveController } from "lit";

/** The page behind `#`; null for the link that skips the menu, which moves the focus only. */
const pageOf = (hash: string): string | null => (hash === "#main" ? null : hash.slice(1));

/**
 * Which page of a screen is shown: what stands behind `#` in its address. A screen declares it
 * before its Calls, which read when they are connected: controllers are, in the order of their
 * declaration.
 */
export class HashPage implements ReactiveController {
  at = "";

  /** `moved` is called after each change of page; the new one is read from its top. */
  constructor(
    private readonly host: LitElement,
    private readonly path: string,
    private readonly moved: () => void = () => {},
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.at = location.pathname === this.path ? (pageOf(location.hash) ?? "") : "";
    addEventListener("popstate", this.follow);
  }

  hostDisconnected(): void {
    removeEventListener("popstate", this.follow);
  }

  private readonly follow = (): void => {
    const at = pageOf(location.hash);
    if (location.pathname !== this.path || at === null || this.at === at) return;
    this.at = at;
    this.moved();
    this.host.requestUpdate();
    void this.host.updateComplete.then(() => {
      scrollTo(0, 0);
      document.querySelector<HTMLElement>("#main")?.focus({ preventScroll: true });
    });
  };
}
