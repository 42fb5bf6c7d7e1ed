import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import {
  announce,
  ask,
  Calls,
  counted,
  instant,
  may,
  Screen,
  session,
  shortDay,
  shortDayOf,
  subject,
  words,
} from "halle/shell";
import {
  type Answer,
  Verdict,
  type Wish,
  Wishes,
} from "halle/gen/member_wishes/v1/member_wishes_pb";
import { keyOf } from "./verdicts";
import "./answer";
import "./suggest";

/** What members would like, and what the Commission says. */
@customElement("halle-member-wishes-screen")
export class MemberWishes extends Screen {
  @state() private wishes: Wish[] | null = null;
  @state() private next = "";
  private turn = 0;
  private readonly calls = new Calls(this, () => this.read(), { read: "on demand" });

  override connectedCallback(): void {
    super.connectedCallback();
    this.wishes = null;
    this.next = "";
    void this.calls.load();
  }

  /** Reads the next page; only the last one asked for is taken. */
  private async read(): Promise<void> {
    const turn = ++this.turn;
    const page = await ask(Wishes).list({ after: this.next });
    if (turn !== this.turn) return;
    // One that moved up meanwhile is shown where it was.
    const known = new Set(this.wishes?.map(({ id }) => id));
    this.wishes = [...(this.wishes ?? []), ...page.wishes.filter(({ id }) => !known.has(id))];
    this.next = page.next;
    const read = page.wishes.filter(({ mine, answers }) => mine && answers.length > 0);
    if (read.length > 0)
      await ask(Wishes).markSeen({
        seen: read.map(({ id, said }) => ({ wish: id, answers: said })),
      });
  }

  /** Shows a wish as it is now: in its place, or first if it is new here. */
  private take(wish: Wish): void {
    const wishes = this.wishes ?? [];
    this.wishes = wishes.some(({ id }) => id === wish.id)
      ? wishes.map((old) => (old.id === wish.id ? wish : old))
      : [wish, ...wishes];
  }

  private async drop(wish: Wish): Promise<void> {
    this.wishes = (this.wishes ?? []).filter(({ id }) => id !== wish.id);
    await this.updateComplete;
    this.querySelector<HTMLElement>("#wishes")?.focus();
  }

  private async toggle(wish: Wish): Promise<void> {
    const request = { wish: wish.id };
    await this.calls.change(
      { ...request, mine: wish.mine },
      async (options) => {
        if (wish.mine) {
          const left = (await ask(Wishes).leave(request, options)).wish;
          announce(
            words(left ? "member_wishes.left" : "member_wishes.withdrawn", { name: wish.name }),
          );
          if (left) this.take(left);
          else await this.drop(wish);
        } else {
          this.take(await ask(Wishes).join(request, options));
          announce(words("member_wishes.joined", { name: wish.name }));
        }
      },
      { busy: wish.id },
    );
  }

  protected override render(): TemplateResult {
    return html`<div class="narrow">
      <h1>${words("menu.wishes")}</h1>
      <p>${words("member_wishes.intro")}</p>
      ${subject()
        ? html`<details class="card">
            <summary><strong>${words("member_wishes.suggest")}</strong></summary>
            <halle-member-wishes-suggest
              @halle-wish=${(event: CustomEvent<Wish>) =>
                this.take(event.detail)}></halle-member-wishes-suggest>
          </details>`
        : nothing}
      <h2 id="wishes" tabindex="-1">${words("member_wishes.all")}</h2>
      ${this.calls.trouble.length > 0 ? html`${this.calls.alert()}${this.calls.again()}` : nothing}
      ${this.wishes === null
        ? this.calls.waiting()
        : this.wishes.length === 0
          ? html`<p>${words("member_wishes.none")}</p>`
          : html`<ul class="plain">
              ${repeat(
                this.wishes,
                ({ id }) => id,
                (wish) => this.one(wish),
              )}
            </ul>`}
      ${this.next && this.calls.trouble.length === 0
        ? html`<p>
            <button @click=${() => void this.calls.load()}>${words("member_wishes.more")}</button>
          </p>`
        : nothing}
      <p class="hint">${words("member_wishes.discreet")}</p>
    </div>`;
  }

  private one(wish: Wish): TemplateResult {
    const [answer, ...before] = wish.answers;
    const alone = wish.mine && wish.wanting === 1 && !answer;
    const hidden = html`<span class="hidden"> ${wish.name}</span>`;
    return html`<li class="card wish">
      <h3>${wish.name}</h3>
      ${wish.photo
        ? html`<img
            class="wish-photo"
            loading="lazy"
            alt=${words("member_wishes.photo_of", { name: wish.name })}
            src="/a/${session()?.here?.organisation?.code}/souhaits/${wish.photo}" />`
        : nothing}
      ${wish.about ? html`<p>${wish.about}</p>` : nothing}
      ${answer
        ? this.said(answer, true)
        : html`<p class="notes">${words("member_wishes.no_answer")}</p>`}
      ${before.length > 0
        ? html`<details>
            <summary>${words("member_wishes.before")}${hidden}</summary>
            ${before.map((old) => this.said(old, false))}
          </details>`
        : nothing}
      <p>
        ${counted("member_wishes.wanting", wish.wanting)}${wish.mine
          ? words("member_wishes.with_you")
          : ""}
      </p>
      ${subject()
        ? html`<p>
            <button
              aria-disabled=${this.calls.busy === wish.id ? "true" : "false"}
              @click=${() => void this.toggle(wish)}>
              ${words(
                "member_wishes." + (alone ? "withdraw" : wish.mine ? "leave" : "join"),
              )}${hidden}
            </button>
          </p>`
        : nothing}
      ${may("member_wishes.wish.answer")
        ? html`<halle-member-wishes-answer
            .wish=${wish}
            @halle-wish=${(event: CustomEvent<Wish>) => this.take(event.detail)}
            @halle-removed=${() => void this.drop(wish)}></halle-member-wishes-answer>`
        : nothing}
    </li>`;
  }

  private said(answer: Answer, last: boolean): TemplateResult {
    const day = answer.until ? shortDayOf(answer.until) : "";
    const listed = last && answer.verdict === Verdict.LISTED;
    return html`<div class="state" data-state=${listed ? "done" : nothing}>
      <p><strong>${words("member_wishes.is_" + keyOf(answer.verdict), { day })}</strong></p>
      <p>${answer.why}</p>
      <p class="notes">${words("member_wishes.on", { day: shortDay(instant(answer.at)) })}</p>
    </div>`;
  }
}
