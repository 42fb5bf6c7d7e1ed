// A session to add or to change. What is seldom said is folded; a change says how many persons are
// told of it.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  announce,
  ask,
  Calls,
  formOf,
  go,
  hourOf,
  may,
  modules,
  Screen,
  textOf,
  words,
  type Failure,
} from "halle/shell";
import { Skills, type Skill } from "halle/gen/membership/v1/membership_pb";
import { Zones, type Zone } from "halle/gen/premises/v1/premises_pb";
import {
  Audience,
  PriceKind,
  Registrations,
  Sessions,
  SessionState,
  Workshops,
  type Registration,
  type Session,
  type Workshop,
} from "halle/gen/workshops/v1/workshops_pb";
import { check, field } from "./fields";
import { everybody, lettersGo, tellNote, type People } from "./people";
import { helperFields, zoneField } from "./place_fields";
import { priceFields } from "./price_fields";
import { detailsOf, moves, workshopOf } from "./session_values";

const path = "/ateliers";
const uses = (module: string) => modules().some(({ id }) => id === module);

@customElement("halle-workshops-form")
export class SessionForm extends Screen {
  /** The session to change; empty: a new one. */
  @property() session = "";
  @state() private workshops: Workshop[] | null = null;
  @state() private chosen: Workshop | undefined;
  @state() private kind = PriceKind.UNSPECIFIED;
  @state() private moved = false;
  private original: Session | undefined;
  private registrations: Registration[] = [];
  private people: People = new Map();
  private letters = false;
  private zones: Zone[] | null = null;
  private skills: Skill[] | null = null;
  private readonly calls = new Calls(this, () => this.read());

  private async read(): Promise<void> {
    const session = this.session;
    const [{ workshops }, original, list, people, letters, house, known] = await Promise.all([
      ask(Workshops).list({}),
      session ? ask(Sessions).get({ session }) : undefined,
      session ? ask(Registrations).list({ session }) : undefined,
      session ? everybody() : this.people,
      session ? lettersGo() : false,
      uses("premises") && may("premises.week.read") ? ask(Zones).list({}) : undefined,
      uses("shifts") ? ask(Skills).list({}) : undefined,
    ]);
    this.registrations = list?.registrations ?? [];
    [this.original, this.people, this.letters] = [original, people, letters];
    [this.zones, this.skills] = [house?.zones ?? null, known?.skills ?? null];
    this.kind = original?.details?.price?.kind ?? PriceKind.UNSPECIFIED;
    this.chosen = workshops.find(({ id }) => id === original?.details?.workshop);
    this.workshops = workshops;
  }

  /** A field that is wrong is not left folded. */
  protected override updated(): void {
    for (const fold of this.querySelectorAll<HTMLDetailsElement>("details"))
      if (fold.querySelector("[aria-invalid=true]")) fold.open = true;
  }

  protected override render(): TemplateResult {
    const { original } = this;
    if (this.workshops === null)
      return html`<h1>${words(this.session ? "workshops.change" : "workshops.new")}</h1>
        ${this.calls.alert()} ${this.calls.waiting()}
        ${this.calls.trouble.length > 0 ? html`<p>${this.calls.again()}</p>` : nothing}`;
    const details = original?.details;
    return html`<form
      class="shifts narrow"
      novalidate
      @submit=${(event: Event) => void this.send(event)}
      @input=${(event: Event) => this.look(event)}>
      <h1>
        ${original
          ? words("workshops.change_of", { title: original.title })
          : words("workshops.new")}
      </h1>
      ${original
        ? nothing
        : html`<p><a href="${path}#passes">${words("workshops.from_past")}</a></p>`}
      ${this.calls.alert()} ${this.workshop()} ${this.time(original)}
      <fieldset>
        <legend>${words("workshops.part_places")}</legend>
        <div class="two">
          ${field(this.calls, "capacity", {
            value: String(details?.capacity || ""),
            mode: "numeric",
          })}
          ${field(this.calls, "minimum", {
            value: String(details?.minimum || ""),
            mode: "numeric",
          })}
        </div>
        ${check("anybody", "workshops.for_anybody", details?.audience === Audience.ANYBODY)}
        <details ?open=${Boolean(details?.opens || details?.closes)}>
          <summary>${words("workshops.part_opening")}</summary>
          <div class="two">
            ${field(this.calls, "opens", { type: "datetime-local", value: details?.opens })}
            ${field(this.calls, "closes", { type: "datetime-local", value: details?.closes })}
          </div>
        </details>
      </fieldset>
      ${priceFields(this.calls, this.kind, details?.price, (kind) => (this.kind = kind))}
      ${this.skills ? helperFields(this.calls, details?.helpers, this.skills) : nothing}
      ${this.closing(original)}
    </form>`;
  }

  /** What is taught: a known workshop by its title, or a new one. */
  private workshop(): TemplateResult {
    const known = this.workshops ?? [];
    const themes = [...new Set(known.map(({ theme }) => theme))].filter(Boolean);
    const said = this.chosen;
    const texts = html`<details>
      <summary>${words("workshops.part_about")}</summary>
      <datalist id="themes">
        ${themes.map((theme) => html`<option value=${theme}></option>`)}
      </datalist>
      ${field(this.calls, "theme", { list: "themes", value: said?.theme, most: 60 })}
      ${field(this.calls, "about", { type: "textarea", value: said?.about, most: 4000 })}
      ${field(this.calls, "forWhom", { value: said?.forWhom, most: 200 })}
      ${field(this.calls, "languages", { value: said?.languages, most: 120 })}
      ${field(this.calls, "bring", { value: said?.bring, most: 500 })}
    </details>`;
    if (this.original)
      return html`<fieldset>
        <legend>${words("workshops.part_workshop")}</legend>
        <p class="hint">${words("workshops.about_all_dates")}</p>
        ${texts}
      </fieldset>`;
    return html`<fieldset>
      <legend>${words("workshops.part_workshop")}</legend>
      ${field(this.calls, "title", { list: "titles", most: 120 })}
      <datalist id="titles">
        ${known.map(({ title }) => html`<option value=${title}></option>`)}
      </datalist>
      ${texts}
    </fieldset>`;
  }

  private time(original: Session | undefined): TemplateResult {
    const details = original?.details;
    return html`<fieldset>
      <legend>${words("workshops.part_time")}</legend>
      ${field(this.calls, "day", { type: "date", value: details?.starts.slice(0, 10) })}
      <div class="two">
        ${field(this.calls, "starts", { type: "time", value: details?.starts.slice(11) })}
        ${field(this.calls, "ends", { type: "time", value: details?.ends.slice(11) })}
      </div>
      ${field(this.calls, "place", { value: details?.place, most: 200 })}
      ${this.zones ? zoneField(this.calls, this.zones, details?.zone ?? "") : nothing}
      ${field(this.calls, "led_by", { value: details?.ledBy, most: 200 })}
      <details ?open=${(details?.leaders.length ?? 0) > 0}>
        <summary>${words("workshops.part_leaders")}</summary>
        ${field(this.calls, "leaders", {
          value: details?.leaders.join(", "),
          hint: "workshops.hint_leaders",
        })}
      </details>
    </fieldset>`;
  }

  /** The buttons, and before them how many are told. */
  private closing(original: Session | undefined): TemplateResult {
    const off = this.calls.busy ? "true" : "false";
    if (!original)
      return html`<p class="hint">${words("workshops.publish_more")}</p>
        <p class="row">
          <button class="primary" name="publish" aria-disabled=${off}>
            ${words("workshops.publish")}
          </button>
          <button aria-disabled=${off}>${words("workshops.keep_draft")}</button>
        </p>`;
    const published = original.state === SessionState.PUBLISHED;
    return html`${published
        ? html`<div class="band" aria-live="polite">
            ${this.moved
              ? tellNote(this.registrations, this.people, this.letters)
              : html`<p>${words("workshops.told_of_nothing")}</p>`}
          </div>`
        : nothing}
      <p class="row">
        <button class="primary" aria-disabled=${off}>
          ${words(this.moved && published ? "workshops.save_and_tell" : "workshops.save")}
        </button>
      </p>`;
  }

  /** Follows what is typed: the workshop that is meant, and whether the change is a move. */
  private look(event: Event): void {
    const form = new FormData(event.currentTarget as HTMLFormElement);
    if (!this.original) {
      const title = textOf(form, "title").trim();
      this.chosen = this.workshops?.find((one) => one.title === title);
      return;
    }
    const { details, wrong } = detailsOf(form, "", this.original.details);
    this.moved = wrong.length === 0 && moves(this.original.details!, details);
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    const form = formOf(event);
    const publish = (event as SubmitEvent).submitter?.getAttribute("name") === "publish";
    const { details, wrong } = detailsOf(form, this.chosen?.id ?? "", this.original?.details);
    if (!this.original && textOf(form, "title").trim() === "")
      wrong.unshift(["title", "workshops.bad_title"]);
    if (wrong.length > 0)
      return this.calls.complain(wrong.map(([name, key]) => [name, words(key)]));
    if (!(await this.saveWorkshop(form))) return;
    const request = { details: { ...details, workshop: this.chosen?.id ?? "" } };
    await this.calls.change(
      [request, publish],
      async (options) => {
        const session = this.original
          ? await ask(Sessions).change({ ...request, session: this.original.id }, options)
          : await ask(Sessions).add({ ...request, publish }, options);
        announce(
          words(
            this.original
              ? "workshops.changed"
              : publish
                ? "workshops.published"
                : "workshops.drafted",
          ),
        );
        go(`${path}#${session.id}`);
      },
      { refused: (why) => this.refused(why) },
    );
  }

  /** Adds or changes the workshop, if the form says something else of it than is known. */
  private async saveWorkshop(form: FormData): Promise<boolean> {
    const workshop = workshopOf(form, this.chosen);
    if (!workshop) return true;
    return this.calls.change(
      workshop,
      async (options) => {
        this.chosen = await ask(Workshops).set({ workshop }, options);
      },
      { refused: (why) => this.refused(why) },
    );
  }

  /** Beside the fields; of a zone that is taken, when. */
  private refused(why: Failure): boolean {
    if (why.fields.length === 0) return false;
    void this.calls.complain(
      why.fields.map(({ field, reason, value }) => [field, saying(reason, value)]),
    );
    return true;
  }
}

/** A refusal in words; its value may be the time that is taken, or another reason. */
function saying(reason: string, value: string): string {
  if (reason === "workshops.zone_taken" && /^\S+T\S+\/\S+T\S+$/.test(value)) {
    const [from, until] = value.split("/").map((time) => hourOf(time.slice(11, 16)));
    return words("workshops.zone_taken_then", { from, until });
  }
  if (reason === "workshops.zone_refused") return words(value);
  return words(reason);
}
