// One cycle: while it is open a picture of how far it is, then what it came to.
import { html, nothing, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { PropertyValues } from "lit";
import {
  announce,
  ask,
  Calls,
  clock,
  counted,
  day,
  dayOf,
  failure,
  hour,
  instant,
  may,
  money,
  Screen,
  telephone,
  timeLeft,
  words,
} from "halle/shell";
import { Cycles, CycleState, type CycleProgress, type Offer } from "halle/gen/orders/v1/orders_pb";
import "./closed_cycle";
import { allOffers } from "../offers";
import { byNumber, everybody, nameOf, type People } from "./member_names";
import { watchProgress } from "./progress";
import { amount, filling, inCase, title } from "../quantities";

const mostLines = 12; // of names, before the rest is folded away

@customElement("halle-orders-cycle")
export class OrdersCycle extends Screen {
  /** Its UUID. */
  @property() cycle = "";
  @state() private progress: CycleProgress | null = null;
  @state() private offers: Offer[] = [];
  @state() private people: People = new Map();
  @state() private heard: Date | null = null;
  /** Why nothing is heard. */
  @state() private lost = "";
  @state() private asked = false;
  private readonly calls = new Calls(this);
  /** The names of products did not come: they are asked for again. */
  private nameless = false;
  private stop: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.stop = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("cycle")) this.watch();
  }

  private watch(): void {
    this.stop?.();
    this.lost = "";
    const { cycle } = this;
    if (this.progress?.overview?.cycle?.id !== cycle) {
      this.progress = null;
      this.offers = [];
      this.asked = false;
      this.calls.show([]);
    }
    this.stop = watchProgress(
      cycle,
      (progress) => {
        this.heard = new Date();
        this.lost = "";
        this.take(progress);
        if (this.nameless) void this.loadNames(cycle);
      },
      (error) => (this.lost = failure(error).text),
    );
    void this.loadNames(cycle);
  }

  /** Names are a help: without them numbers do. */
  private async loadNames(cycle: string): Promise<void> {
    this.nameless = false;
    const [offers, people] = await Promise.all([
      allOffers(cycle).catch((): Offer[] => []),
      everybody().catch((): People => new Map()),
    ]);
    if (cycle !== this.cycle) return;
    this.offers = offers;
    this.people = people;
    this.nameless = offers.length === 0;
  }

  private take(progress: CycleProgress): void {
    this.progress = progress;
    if (progress.overview?.cycle?.state !== CycleState.CLOSED) return;
    this.stop?.();
    this.stop = null;
  }

  private async close(): Promise<void> {
    await this.calls.change(this.cycle, async (options) => {
      const { result } = await ask(Cycles).close(
        { cycle: this.cycle },
        { ...options, timeoutMs: 60_000 },
      );
      announce(words("orders.closed_by_you"));
      this.take({ ...this.progress!, overview: result });
      await this.updateComplete;
      scrollTo(0, 0);
      document.querySelector<HTMLElement>("#main")?.focus({ preventScroll: true });
    });
  }

  protected override render(): TemplateResult {
    const overview = this.progress?.overview;
    const cycle = overview?.cycle;
    const lost = this.lost
      ? html`<p class="wrong" role="alert">${this.lost}</p>
          <button @click=${() => this.watch()}>${words("shell.again")}</button>`
      : nothing;
    if (!overview || !cycle)
      return html`<h1>${words("menu.cycles")}</h1>
        ${lost} ${this.lost ? nothing : html`<p role="status">${words("shell.loading")}</p>`}`;
    if (cycle.state === CycleState.CLOSED)
      return html`<halle-orders-closed
        .overview=${overview}
        .people=${this.people}></halle-orders-closed>`;
    const { confirmed, unconfirmed } = overview;
    const closes = instant(cycle.closesAt);
    return html`<h1>${cycle.name}</h1>
      ${lost}${this.calls.alert()}
      <div class="figures">
        <p class="figure">
          <strong>${timeLeft(closes)}</strong> ${words("orders.closes_on", {
            day: day(closes),
            time: hour(closes),
          })}
        </p>
        <p class="figure">
          <strong>${confirmed.length}</strong> ${counted(
            "orders.confirmed_of",
            confirmed.length + unconfirmed.length,
          )}
        </p>
        <p class="figure">
          <strong>${money(this.progress!.orderedCents)}</strong> ${words("orders.ordered_so_far")}
        </p>
      </div>
      <p class="hint">
        ${words("orders.pickup", { day: dayOf(cycle.pickup) })}
        ${words("orders.heard", { time: clock(this.heard ?? new Date()) })}
      </p>
      <div class="live">
        <div>
          ${this.members(unconfirmed, "orders.not_confirmed", "orders.not_confirmed_more", true)}
          ${this.members(confirmed, "orders.have_confirmed", "", false)}
        </div>
        <div>${this.cases()}</div>
      </div>
      ${this.closing(confirmed.length, unconfirmed.length)}`;
  }

  private members(
    numbers: string[],
    heading: string,
    more: string,
    call: boolean,
  ): TemplateResult | typeof nothing {
    if (numbers.length === 0) return nothing;
    const sorted = [...numbers].sort(byNumber);
    const line = (number: string): TemplateResult => {
      const phone = this.people.get(number)?.telephone ?? "";
      return html`<li>
        <span class="badge">${number}</span> ${nameOf(this.people, number)}
        ${call && phone
          ? html`<a class="phone" href="tel:${phone}">${telephone(phone)}</a>`
          : nothing}
      </li>`;
    };
    const list = (part: string[]): TemplateResult =>
      html`<ul class="names">
        ${part.map(line)}
      </ul>`;
    return html`<h2>${words(heading, { n: numbers.length })}</h2>
      ${more ? html`<p>${words(more)}</p>` : nothing} ${list(sorted.slice(0, mostLines))}
      ${sorted.length > mostLines
        ? html`<details class="card">
            <summary>${counted("orders.others", sorted.length - mostLines)}</summary>
            ${list(sorted.slice(mostLines))}
          </details>`
        : nothing}`;
  }

  /** How full the cases are, by grower: products in cases with a bar, the others in a word. */
  private cases(): TemplateResult {
    const asked = new Map(this.progress!.filling.map((row) => [row.code, row]));
    const offers = this.offers.filter((offer) => asked.has(offer.code));
    const growers = [...new Set(offers.map((offer) => offer.producer))].sort((a, b) =>
      a.localeCompare(b, "fr"),
    );
    return html`<h2>${words("orders.cases_now")}</h2>
      ${asked.size === 0
        ? html`<p>${words("orders.nothing_asked")}</p>`
        : growers.length === 0
          ? html`<p role="status">${words("shell.loading")}</p>`
          : nothing}
      ${growers.map((grower) => {
        const hers = offers
          .filter((offer) => offer.producer === grower)
          .sort((a, b) => a.name.localeCompare(b.name, "fr"));
        const firm = (offer: Offer) => Number(asked.get(offer.code)!.firm);
        const loose = hers.filter((offer) => !filling(offer, firm(offer)));
        return html`<section class="fills">
          <h3>${grower}</h3>
          ${hers.map((offer) =>
            this.bar(offer, firm(offer), Number(asked.get(offer.code)!.tolerance)),
          )}
          ${loose.length > 0
            ? html`<p class="loose">
                ${loose.map(
                  (offer, i) =>
                    html`${i > 0 ? ", " : ""}${title(offer)}
                      <strong>${amount(firm(offer), offer.unit)}</strong>`,
                )}
              </p>`
            : nothing}
        </section>`;
      })}`;
  }

  private bar(offer: Offer, firm: number, tolerance: number): TemplateResult | typeof nothing {
    const full = filling(offer, firm);
    if (!full) return nothing;
    const inCases = offer.caseSize > 0n && firm >= Number(offer.minimum);
    const cases = inCases ? Math.floor(firm / full.size) : 0;
    const missing = amount(full.missing, offer.unit);
    const parts = [
      cases > 0 ? counted("orders.cases_full", cases) : "",
      full.missing === 0
        ? inCases
          ? ""
          : words("orders.least_done", { size: inCase(full.size, offer.unit) })
        : tolerance >= full.missing
          ? words(cases > 0 ? "orders.next_fills_up" : "orders.fills_up")
          : words(
              !inCases
                ? "orders.more_for_least"
                : cases > 0
                  ? "orders.more_for_next"
                  : "orders.more_for_first",
              { missing, size: inCase(full.size, offer.unit) },
            ),
    ];
    return html`<div class="fill">
      <p>
        <strong>${title(offer)}</strong>
        <span
          >${full.missing === 0 ? "✓ " : ""}${parts.filter((part) => part !== "").join(", ")}</span
        >
      </p>
      <svg viewBox="0 0 ${full.size} 1" preserveAspectRatio="none" aria-hidden="true">
        ${svg`<rect width=${full.have} height="1"/>`}
      </svg>
    </div>`;
  }

  /** Twice pressed in the same place, and said before what it does: it cannot be undone. */
  private closing(confirmed: number, unconfirmed: number): TemplateResult {
    if (!may("orders.cycle.manage")) return html``;
    if (!this.asked)
      return html`<p class="closing">
        <button @click=${() => void this.ask()}>${words("orders.close_early")}</button>
      </p>`;
    return html`<section class="state closing" data-state="open" aria-labelledby="closing-title">
      <h2 id="closing-title" tabindex="-1">${words("orders.close_early")}</h2>
      <ul>
        <li>${counted("orders.close_delivers", confirmed)}</li>
        ${unconfirmed > 0 ? html`<li>${counted("orders.close_leaves", unconfirmed)}</li>` : nothing}
        <li>${words("orders.close_forever")}</li>
      </ul>
      <p class="row">
        <button
          class="primary"
          aria-disabled=${this.calls.busy ? "true" : "false"}
          @click=${() => void this.close()}>
          ${words("orders.close_now")}
        </button>
        <button @click=${() => (this.asked = false)}>${words("orders.close_not")}</button>
      </p>
    </section>`;
  }

  private async ask(): Promise<void> {
    this.asked = true;
    await this.updateComplete;
    const title = this.querySelector<HTMLElement>("#closing-title");
    title?.focus({ preventScroll: true });
    title?.parentElement?.scrollIntoView({ block: "center" });
  }
}
