// The shell: signs in, draws the frame, loads the modules' screens.
import "modern-normalize/modern-normalize.css";
import "./style.css";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  announce,
  bringAllWords,
  chooseLanguage,
  connected,
  failure,
  go,
  language,
  type Language,
  lastCall,
  later,
  loadSession,
  may,
  modules,
  Retry,
  Screen,
  session,
  unanswered,
  wakeFormats,
  words,
} from "halle/shell";
import { cards, loadCards } from "./home_cards";

const hub = { fr: () => import("virtual:words/fr/hub"), en: () => import("virtual:words/en/hub") };
const account = {
  fr: () => import("virtual:words/fr/hub/account"),
  en: () => import("virtual:words/en/hub/account"),
};
later("halle-sign-in", () => import("./sign-in"), hub, account);
later("halle-invitation", () => import("./invitation"), hub, account);
later("halle-profile", () => import("./profile"), hub);
later("halle-invite", () => import("./invite"), hub, account);

const invitePath = "/inviter";

const sizes = ["100", "125", "150"];
const keptSize = "halle.size";
const shown = 8_000; // milliseconds
const quiet = 1_500; // milliseconds without a call

@customElement("halle-shell")
export class HalleShell extends Screen {
  @state() private phase: "loading" | "unreachable" | "broken" | "ready" = "loading";
  @state() private path = location.pathname;
  @state() private said = "";
  @state() private online = connected();
  @state() private menuOpen = false;
  private timer = 0;
  private readonly spoken = chooseLanguage();
  /** Without the first answers there is nothing to show: they are asked for until they come. */
  private readonly reaching = new Retry(async () => {
    await this.load();
    return this.phase !== "unreachable";
  });

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("popstate", () => this.moved());
    addEventListener("halle-connection", () => {
      this.online = connected();
      if (this.online) announce(words("shell.online"));
    });
    addEventListener("offline", unanswered);
    if (!navigator.onLine) unanswered();
    // A screen that fails is never left blank.
    addEventListener("error", () =>
      setTimeout(() => {
        if (!this.querySelector("main")?.textContent?.trim()) this.phase = "broken";
      }),
    );
    addEventListener("halle-announce", (event) => this.say((event as CustomEvent<string>).detail));
    addEventListener("halle-session", () => void this.load());
    addEventListener("halle-modules", () => void this.load());
    this.addEventListener("click", (event) => this.follow(event));
    this.size(localStorage.getItem(keptSize) ?? "100");
    void this.load();
    wakeFormats(); // while the first answer is on its way
  }

  private async load(organisation?: string): Promise<void> {
    let phase: "ready" | "unreachable" = "ready";
    try {
      await loadSession(organisation);
      await Promise.all(
        // A module's script by its name in the import map.
        modules().map((module) => import(/* @vite-ignore */ "halle/" + module.id)),
      );
    } catch {
      phase = "unreachable";
    }
    await this.spoken; // without words the page goes on speaking itself
    this.phase = phase;
    if (phase === "unreachable") this.reaching.start();
    void this.lookAtCards();
    this.requestUpdate();
  }

  /** Shows another association of the caller, from its first screen on. */
  private async switch(organisation: string): Promise<void> {
    await this.load(organisation);
    if (this.phase !== "ready") return;
    made.clear();
    this.requestUpdate();
    go("/");
    announce(words("shell.switched", { name: session()?.here?.organisation?.name ?? "" }));
  }

  /** Another screen: from its top, and read from its heading. */
  private moved(): void {
    this.menuOpen = false;
    if (this.path === location.pathname) return;
    this.path = location.pathname;
    if (this.path === "/") void this.lookAtCards();
    void this.updateComplete.then(() => {
      scrollTo(0, 0);
      this.querySelector<HTMLElement>("#main")?.focus({ preventScroll: true });
    });
  }

  /** What the modules have to say on the home page. */
  private async lookAtCards(): Promise<void> {
    if (this.path !== "/" || !session()) return;
    await loadCards();
    this.requestUpdate();
  }

  private say(text: string): void {
    this.said = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.said = ""), shown) as unknown as number;
  }

  private size(percent: string): void {
    document.documentElement.dataset.size = percent;
    localStorage.setItem(keptSize, percent);
  }

  /** Links of our own stay on this page. */
  private follow(event: MouseEvent): void {
    const link = (event.target as HTMLElement).closest("a");
    if (
      !link ||
      link.target ||
      link.origin !== location.origin ||
      (link.hash && link.pathname === location.pathname) ||
      event.ctrlKey ||
      event.metaKey
    )
      return;
    event.preventDefault();
    go(link.pathname + link.hash);
  }

  /** Until it is known what to show, the page says it itself. */
  protected override shouldUpdate(): boolean {
    return this.phase !== "loading";
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) this.replaceChildren();
  }

  protected override updated(): void {
    const heading = this.querySelector("h1")?.textContent?.trim();
    const here = session()?.here?.organisation?.name;
    document.title = [heading, here ?? "Halle"].filter(Boolean).join(" – ");
  }

  protected override render(): TemplateResult {
    return html`
      <a class="skip" href="#main">${words("shell.skip")}</a>
      ${this.header()}
      ${this.online
        ? nothing
        : html`<p class="band offline" role="alert">${words("shell.offline")}</p>`}
      <main id="main" class="page" tabindex="-1">${this.screen()}</main>
      <p class="toast" role="status" ?data-shown=${this.said !== ""}>${this.said}</p>
    `;
  }

  private screens() {
    return modules().flatMap((module) => module.screens);
  }

  private header(): TemplateResult {
    const now = session();
    const link = (path: string, text: string): TemplateResult =>
      html`<a href=${path} aria-current=${this.current() === path ? "page" : nothing}>${text}</a>`;
    const menu = this.screens().filter((screen) => screen.menu !== "");
    return html`<header class="top" ?data-open=${this.menuOpen}>
      <p class="name"><a href="/">${now?.here?.organisation?.name ?? "Halle"}</a></p>
      ${now
        ? html`<button
            class="menu"
            aria-expanded=${this.menuOpen ? "true" : "false"}
            aria-controls="menu"
            @click=${() => (this.menuOpen = !this.menuOpen)}>
            ${words(this.menuOpen ? "shell.close" : "shell.menu")}
          </button>`
        : nothing}
      <div class="rest" id="menu" ?data-always=${!now}>
        ${now && now.belongings.length > 1
          ? html`<p class="switch">
              <label for="association">${words("shell.association")}</label>
              <select
                id="association"
                @change=${(event: Event) =>
                  void this.switch((event.target as HTMLSelectElement).value)}>
                ${now.belongings.map(
                  (belonging) =>
                    html`<option
                      value=${belonging.organisation?.id ?? ""}
                      .selected=${belonging === now.here}>
                      ${belonging.organisation?.name}
                    </option>`,
                )}
              </select>
            </p>`
          : nothing}
        ${now
          ? html`<nav aria-label=${words("shell.menu")}>
              ${menu.map((screen) => link(screen.path, words(screen.menu)))}
              ${may("hub.account.invite") ? link(invitePath, words("shell.invite")) : nothing}
              ${link("/profil", words("shell.profile"))}
            </nav>`
          : nothing}
        <div class="tools">
          <button class="quiet" @click=${() => this.nextSize()}>
            <span aria-hidden="true">Aa</span><span class="hidden">${words("shell.size")}</span>
          </button>
          <button
            class="quiet"
            @click=${() => void this.nextLanguage()}
            lang=${language() === "en" ? "fr" : "en"}>
            ${words("shell.language")}
          </button>
        </div>
      </div>
    </header>`;
  }

  private nextSize(): void {
    const now = document.documentElement.dataset.size ?? "100";
    this.size(sizes[(sizes.indexOf(now) + 1) % sizes.length]);
    announce(words("shell.size_now", { n: document.documentElement.dataset.size ?? "" }));
  }

  private async nextLanguage(): Promise<void> {
    const next: Language = language() === "en" ? "fr" : "en";
    await chooseLanguage(next);
    for (const element of this.querySelectorAll("*"))
      if (element instanceof Screen) element.requestUpdate();
    this.requestUpdate();
  }

  /** The screen's path: the first of the menu stands for the home page. */
  private current(): string {
    const first = this.screens().find((screen) => screen.menu !== "");
    return this.path === "/" ? (first?.path ?? "/") : this.path;
  }

  private screen(): TemplateResult {
    if (this.phase === "unreachable")
      return html`<h1>${words("shell.unreachable")}</h1>
        <p>${words("shell.unreachable_more")}</p>
        <button class="primary" @click=${() => void this.load()}>${words("shell.again")}</button>`;
    if (this.phase === "broken")
      return html`<h1>${words("shell.broken")}</h1>
        <p>${words("shell.broken_more")}</p>
        <button class="primary" @click=${() => location.reload()}>
          ${words("shell.reload")}
        </button>`;
    if (["/invitation", "/mot-de-passe"].includes(this.path))
      return html`<halle-invitation></halle-invitation>`;
    const found = this.screens().find((screen) => screen.path === this.current());
    if (!session())
      return found ? html`${element(found.element)}` : html`<halle-sign-in></halle-sign-in>`;
    if (this.path === invitePath && may("hub.account.invite"))
      return html`<halle-invite></halle-invite>`;
    if (this.path === "/profil") return html`<halle-profile></halle-profile>`;
    const home =
      this.path === "/"
        ? cards(
            found?.path ?? "",
            this.screens().map(({ path }) => path),
          )
        : nothing;
    if (found) return html`${home}${element(found.element)}`;
    // Without a screen of any module there is the account at least.
    if (this.current() === "/") return html`${home}<halle-profile></halle-profile>`;
    return html`<h1>${words("shell.nothing_here")}</h1>
      <p>${words("shell.nothing_here_more")}</p>`;
  }
}

const made = new Map<string, HTMLElement>();

/** The one element of a screen: it keeps its state while another is shown. */
function element(name: string): HTMLElement {
  let screen = made.get(name);
  if (!screen) made.set(name, (screen = document.createElement(name)));
  return screen;
}

addEventListener("halle-session", () => made.clear());
addEventListener("unhandledrejection", (event) => announce(failure(event.reason).text));

/** What can wait until the first screen has all that it asks for. */
function afterwards(): void {
  if (Date.now() - lastCall() < quiet) {
    setTimeout(afterwards, quiet);
    return;
  }
  void bringAllWords();
  if ("serviceWorker" in navigator && import.meta.env.PROD)
    void navigator.serviceWorker.register("/sw.js");
}
setTimeout(afterwards, quiet);
