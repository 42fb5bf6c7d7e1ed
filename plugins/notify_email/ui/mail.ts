import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, counted, Screen, words } from "halle/shell";
import {
  type Letter,
  LetterState,
  Mail,
  type MailSettings,
  type MailState,
  type Template,
} from "halle/gen/notify_email/v1/notify_email_pb";
import "./settings";
import "./texts";
import { byTopic, failureWords, moment, serverWords, testWords } from "./wording";

const pause = 2_000; // milliseconds between two looks at a test letter
const looks = 15; // at most

/** A letter, in whichever state it is. */
async function find(id: string): Promise<Letter | undefined> {
  const { UNSPECIFIED, SENT, DROPPED, DEAD } = LetterState;
  for (const state of [UNSPECIFIED, SENT, DROPPED, DEAD]) {
    const { letters } = await ask(Mail).listLetters({ state });
    const letter = letters.find((one) => one.id === id);
    if (letter) return letter;
  }
  return undefined;
}

/** For the administrator: whether letters leave, which do not, their hours and their texts. */
@customElement("halle-notify-email-mail-screen")
export class AssociationMail extends Screen {
  @state() private mail: MailState | null = null;
  @state() private waiting: Letter[] = [];
  @state() private dead: Letter[] = [];
  @state() private templates: Template[] = [];
  /** The test letter that was asked for last, as it was seen last. */
  @state() private test: { id: string; letter?: Letter } | null = null;
  private timer = 0;
  private readonly calls = new Calls(this, () => this.read());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private async read(): Promise<void> {
    const [mail, waiting, dead, templates] = await Promise.all([
      ask(Mail).getState({}),
      ask(Mail).listLetters({}),
      ask(Mail).listLetters({ state: LetterState.DEAD }),
      ask(Mail).listTemplates({}),
    ]);
    [this.mail, this.waiting, this.dead] = [mail, waiting.letters, dead.letters];
    this.templates = templates.templates;
  }

  private async sendTest(): Promise<void> {
    await this.calls.change(
      "test",
      async (options) => {
        const { letter } = await ask(Mail).sendTest({}, options);
        this.test = { id: letter };
        this.follow(letter, looks);
      },
      { part: "test" },
    );
  }

  /** Looks from time to time what became of a test letter. */
  private follow(id: string, left: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.lookAt(id, left - 1), pause);
  }

  private async lookAt(id: string, left: number): Promise<void> {
    try {
      this.test = { id, letter: await find(id) };
    } catch {
      // Asked again below.
    }
    if (!this.isConnected || this.test?.id !== id) return;
    if (testWords(this.test.letter).ended) await this.calls.refresh();
    else if (left > 0) this.follow(id, left);
  }

  private async retry(ids: string[], part: string): Promise<void> {
    await this.calls.save(
      part,
      ids,
      (options) => ask(Mail).retry({ letters: ids }, options),
      ({ queued }) =>
        queued > 0 ? counted("notify_email.queued", queued) : words("notify_email.none_queued"),
    );
    await this.updateComplete;
    if (!this.calls.trouble.length) this.querySelector<HTMLElement>("#dead")?.focus();
  }

  private takeText(text: Template): void {
    this.templates = this.templates.map((old) =>
      old.kind === text.kind && old.language === text.language ? text : old,
    );
  }

  protected override render(): TemplateResult {
    return html`<div class="membership narrow">
      <h1>${words("notify_email.mail_title")}</h1>
      ${this.calls.alert()}
      ${this.mail
        ? this.all(this.mail)
        : this.calls.trouble.length > 0
          ? this.calls.again()
          : this.calls.waiting()}
    </div>`;
  }

  private all(mail: MailState): TemplateResult {
    const { state, configure, text } = serverWords(mail);
    const shown = { leave: "done", stay: nothing, fail: "open" }[state];
    return html`<div class="state" data-state=${shown}>
        <p>
          <strong>${words("notify_email.letters_" + state)}</strong>
        </p>
        <p>${text}</p>
        ${configure ? html`<p>${words("notify_email.configure")}</p>` : nothing}
      </div>
      <dl class="sums">
        ${this.sum("waiting", mail.waiting)} ${this.sum("sent", mail.sent)}
        ${this.sum("dead", mail.dead)}
      </dl>
      ${this.trying()} ${this.deadLetters()} ${this.waitingLetters()}
      <details class="card">
        <summary><strong>${words("notify_email.settings")}</strong></summary>
        <halle-notify-email-settings
          .settings=${mail.settings}
          @halle-settings=${(event: CustomEvent<MailSettings>) =>
            (this.mail = { ...mail, settings: event.detail })}></halle-notify-email-settings>
      </details>
      <h2>${words("notify_email.texts")}</h2>
      <p>${words("notify_email.texts_more")}</p>
      <halle-notify-email-texts
        .templates=${this.templates}
        @halle-text=${(event: CustomEvent<Template>) =>
          this.takeText(event.detail)}></halle-notify-email-texts>`;
  }

  private sum(name: string, n: bigint): TemplateResult {
    return html`<div>
      <dt>${words("notify_email.sum_" + name)}</dt>
      <dd>${n}</dd>
    </div>`;
  }

  private trying(): TemplateResult {
    const seen = testWords(this.test?.letter);
    return html`<p class="row">
        <button
          aria-disabled=${this.calls.busy ? "true" : "false"}
          @click=${() => void this.sendTest()}>
          ${words("notify_email.send_test")}
        </button>
        <button class="quiet" @click=${() => void this.calls.refresh()}>
          ${words("notify_email.refresh")}
        </button>
      </p>
      ${this.calls.alert("test")}
      <div role="status">
        ${this.test
          ? html`<p class="state" data-state=${seen.good ? "done" : seen.ended ? "open" : nothing}>
              ${seen.text}
            </p>`
          : nothing}
      </div>`;
  }

  private deadLetters(): TemplateResult {
    return html`<h2 id="dead" tabindex="-1">${words("notify_email.dead")}</h2>
      ${this.dead.length === 0
        ? html`<p>${words("notify_email.none_dead")}</p>`
        : html`<p>${words("notify_email.dead_more")}</p>
            ${this.calls.alert("retry")}
            <p class="row">
              <button
                aria-disabled=${this.calls.busy ? "true" : "false"}
                @click=${() => void this.retry([], "retry")}>
                ${words("notify_email.retry_all")}
              </button>
            </p>
            <ul class="plain">
              ${this.dead.map(
                (letter) =>
                  html`<li class="card">
                    ${this.letter(letter)} ${this.calls.alert(letter.id)}
                    <p>
                      <button
                        aria-disabled=${this.calls.busy ? "true" : "false"}
                        @click=${() => void this.retry([letter.id], letter.id)}>
                        ${words("notify_email.retry")}<span class="hidden">
                          (${this.nameOf(letter)})</span
                        >
                      </button>
                    </p>
                  </li>`,
              )}
            </ul>`}`;
  }

  private waitingLetters(): TemplateResult {
    return html`<h2>${words("notify_email.waiting")}</h2>
      ${this.waiting.length === 0
        ? html`<p>${words("notify_email.none_waiting")}</p>`
        : html`<details class="card">
            <summary>
              <strong>${counted("notify_email.see_waiting", this.waiting.length)}</strong>
            </summary>
            <ul class="plain">
              ${this.waiting.map((letter) => html`<li>${this.letter(letter)}</li>`)}
            </ul>
          </details>`}`;
  }

  /** "Vos services, membre n° 12" */
  private nameOf(letter: Letter): string {
    const topic = byTopic(this.templates).find(([, kinds]) =>
      kinds.some(({ kind }) => kind === letter.kind),
    );
    const to = letter.member
      ? words("notify_email.to_member", { number: letter.member })
      : words("notify_email.to_other");
    return `${topic?.[0] ?? letter.kind}, ${to}`;
  }

  private letter(letter: Letter): TemplateResult {
    const waits = letter.state === LetterState.WAITING;
    return html`<p><strong>${this.nameOf(letter)}</strong></p>
      <p class="notes">
        ${words("notify_email.since", { at: moment(letter.queuedAt) })}
        ${letter.attempts > 0 ? counted("notify_email.attempts", letter.attempts) : nothing}
        ${letter.nextAt && waits
          ? words("notify_email.next", { at: moment(letter.nextAt) })
          : waits
            ? words("notify_email.held")
            : nothing}
      </p>
      ${letter.failure ? html`<p>${failureWords(letter.failure)}</p>` : nothing}`;
  }
}
