import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, Calls, Screen, words } from "halle/shell";
import {
  Choice,
  Preferences,
  type PreferencesReply,
} from "halle/gen/notify_email/v1/notify_email_pb";
import { LastOfEach } from "./last_of_each";

const choices: { choice: Choice; key: string }[] = [
  { choice: Choice.AT_ONCE, key: "at_once" },
  { choice: Choice.DAILY, key: "daily" },
  { choice: Choice.NEVER, key: "never" },
];
const languages = ["fr", "en"];
const languageKey = "language"; // ids of topics have a dot

/** Which letters a member gets, and when: each choice is saved at once. */
@customElement("halle-notify-email-preferences-screen")
export class LetterPreferences extends Screen {
  @state() private preferences: PreferencesReply | null = null;
  private readonly calls = new Calls(this, async () => {
    this.preferences = await ask(Preferences).get({});
  });
  private readonly pending = new LastOfEach<string>(
    (key, value) => this.save(key, value),
    () => this.requestUpdate(),
  );

  private save(key: string, value: string): Promise<boolean> {
    const request =
      key === languageKey
        ? { language: value }
        : { topics: [{ topic: key, choice: Number(value) }] };
    return this.calls.change(
      request,
      async (options) => {
        this.preferences = await ask(Preferences).set(request, options);
        announce(this.said(key, value));
      },
      { part: key },
    );
  }

  private said(key: string, value: string): string {
    if (key === languageKey) return words("notify_email.kept_" + value);
    const topic = this.preferences?.topics.find((one) => one.topic === key)?.name ?? key;
    const chosen = choices.find(({ choice }) => String(choice) === value)?.key ?? "";
    return words("notify_email.kept", { topic, choice: words("notify_email.choice_" + chosen) });
  }

  protected override render(): TemplateResult {
    return html`<div class="narrow">
      <h1>${words("menu.letters")}</h1>
      <p>${words("notify_email.letters_intro")}</p>
      ${this.calls.alert()}
      ${this.preferences
        ? this.all(this.preferences)
        : this.calls.trouble.length > 0
          ? this.calls.again()
          : this.calls.waiting()}
    </div>`;
  }

  private all(preferences: PreferencesReply): TemplateResult {
    const { topics, language, hasServer } = preferences;
    return html`${hasServer
        ? nothing
        : html`<p class="state" data-state="open">${words("notify_email.no_server")}</p>`}
      ${this.address(preferences)}
      ${this.question(
        languageKey,
        words("notify_email.which_language"),
        languages.map((one) => [one, words("notify_email.language_" + one)]),
        language,
      )}
      <h2>${words("notify_email.which_letters")}</h2>
      ${topics.length > 0
        ? topics.map(({ topic, name, choice }) =>
            this.question(
              topic,
              name,
              choices.map((one) => [String(one.choice), words("notify_email.choice_" + one.key)]),
              String(choice),
            ),
          )
        : html`<p>${words("notify_email.no_topics")}</p>`}
      <p class="hint">${words("notify_email.necessary")}</p>`;
  }

  private address({ email, blocked }: PreferencesReply): TemplateResult {
    if (email && !blocked)
      return html`<p class="state" data-state="done">
        ${words("notify_email.arrive_at")} <strong>${email}</strong>
      </p>`;
    return html`<div class="state" data-state="open">
      <p>
        <strong
          >${email
            ? words("notify_email.is_blocked", { email })
            : words("notify_email.no_email")}</strong
        >
      </p>
      <p>${words(email ? "notify_email.is_blocked_more" : "notify_email.no_email_more")}</p>
      <p><a href="/adhesion">${words("menu.my_membership")}</a></p>
    </div>`;
  }

  /** A choice among a few; what is chosen is sent at once. */
  private question(
    key: string,
    legend: string,
    options: [value: string, text: string][],
    stored: string,
  ): TemplateResult {
    const chosen = this.pending.get(key) ?? stored;
    return html`<fieldset>
      <legend>${legend}</legend>
      ${options.map(
        ([value, text]) =>
          html`<p>
            <label class="check"
              ><input
                type="radio"
                name=${key}
                value=${value}
                .checked=${value === chosen}
                @change=${() => this.pending.set(key, value)} />
              ${text}</label
            >
          </p>`,
      )}
      ${this.calls.alert(key)}
    </fieldset>`;
  }
}
