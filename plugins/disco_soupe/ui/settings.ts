import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import {
  announce,
  ask,
  Calls,
  formOf,
  may,
  Screen,
  textOf,
  thousandths,
  words,
  decimal,
} from "halle/shell";
import { type Skill, Skills } from "halle/gen/membership/v1/membership_pb";
import { type Zone, Zones } from "halle/gen/premises/v1/premises_pb";
import {
  type CookingPlace,
  type CookingSettings,
  Settings,
} from "halle/gen/disco_soupe/v1/disco_soupe_pb";

const counts = ["setup_minutes", "cooking_minutes", "meal_minutes"] as const;
const members = ["most_helpers", "hygiene_members", "cooking_members"] as const;

/** Where the association cooks, with whom, and how much. */
@customElement("halle-disco-soupe-settings")
export class SettingsForm extends Screen {
  @state() private settings: CookingSettings | null = null;
  @state() private places: Pick<CookingPlace, "id" | "name" | "zone" | "persons">[] = [];
  private skills: Skill[] = [];
  private zones: Zone[] = [];
  private readonly calls = new Calls(this, async () => {
    const [settings, skills, zones] = await Promise.all([
      ask(Settings).get({}),
      // What is not there, or not for the reader, is left out.
      ask(Skills)
        .list({})
        .then((reply) => reply.skills)
        .catch(() => []),
      may("premises.week.read")
        ? ask(Zones)
            .list({})
            .then((reply) => reply.zones)
            .catch(() => [])
        : [],
    ]);
    [this.skills, this.zones, this.places] = [skills, zones, settings.places];
    this.settings = settings;
  });

  protected override render(): TemplateResult {
    return html`<div class="narrow">
      <h1>${words("disco_soupe.settings")}</h1>
      ${this.calls.alert()} ${this.settings ? this.form(this.settings) : this.calls.waiting()}
    </div>`;
  }

  private form(settings: CookingSettings): TemplateResult {
    const { opens, closes, hygieneSkill, cookingSkill } = settings;
    const value = (name: string) => String((settings as unknown as Record<string, number>)[name]);
    return html`<form novalidate @submit=${(event: Event) => void this.save(event)}>
      <h2>${words("disco_soupe.places")}</h2>
      <p class="notes">${words("disco_soupe.places_more")}</p>
      ${repeat(
        this.places,
        (place) => place,
        (place, at) => this.place(place, at),
      )}
      <p>
        <button type="button" @click=${() => this.add()}>${words("disco_soupe.add_place")}</button>
      </p>
      <h2>${words("disco_soupe.hours")}</h2>
      <div class="two">
        ${this.field("opens", "text", opens)} ${this.field("closes", "text", closes)}
      </div>
      ${counts.map((name) => this.field(name, "number", value(camel(name))))}
      <h2>${words("disco_soupe.with_whom")}</h2>
      <div class="two">
        ${this.skill("hygiene_skill", hygieneSkill)} ${this.skill("cooking_skill", cookingSkill)}
      </div>
      ${members.map((name) => this.field(name, "number", value(camel(name))))}
      <h2>${words("disco_soupe.how_much")}</h2>
      <div class="two">
        ${this.field("grams_per_helper_hour", "text", decimal(settings.gramsPerHelperHour))}
        ${this.field("portion_grams", "number", String(settings.portionGrams))}
      </div>
      <button class="primary">${words("disco_soupe.save")}</button>
    </form>`;
  }

  private add(): void {
    this.places = [...this.places, { id: "", name: "", zone: "", persons: 30 }];
  }

  private place(place: SettingsForm["places"][number], at: number): TemplateResult {
    return html`<fieldset class="state">
      <legend>${words("disco_soupe.place_number", { n: at + 1 })}</legend>
      ${this.field("name", "text", place.name, at)}
      ${this.zones.length > 0
        ? html`<div class="field">
            <label for="zone-${at}">${words("disco_soupe.field_zone")}</label>
            <select id="zone-${at}" name="zone-${at}">
              <option value="">${words("disco_soupe.no_zone_chosen")}</option>
              ${this.zones.map(
                ({ id, name }) =>
                  html`<option value=${id} ?selected=${id === place.zone}>${name}</option>`,
              )}
              ${this.unlisted(place.zone, this.zones)}
            </select>
          </div>`
        : nothing}
      ${this.field("persons", "number", String(place.persons), at)}
      <button
        type="button"
        class="quiet"
        @click=${() => (this.places = this.places.filter((one) => one !== place))}>
        ${words("disco_soupe.remove_place")}<span class="hidden"> ${place.name}</span>
      </button>
    </fieldset>`;
  }

  private field(name: string, type: string, value: string, at?: number): TemplateResult {
    const id = at === undefined ? name : `${name}-${at}`;
    const wrong = this.calls.problem(name);
    return html`<div class="field">
      <label for=${id}>${words("disco_soupe.field_" + name)}</label>
      <input
        id=${id}
        name=${id}
        type=${type}
        autocomplete="off"
        .defaultValue=${value}
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${wrong ? "wrong-" + id : nothing} />
      ${wrong ? html`<p class="wrong" id="wrong-${id}" role="alert">${wrong}</p>` : nothing}
    </div>`;
  }

  private skill(name: string, chosen: string): TemplateResult {
    return html`<div class="field">
      <label for=${name}>${words("disco_soupe.field_" + name)}</label>
      <select id=${name} name=${name}>
        <option value="">${words("disco_soupe.no_skill_chosen")}</option>
        ${this.skills.map(
          (skill) =>
            html`<option value=${skill.id} ?selected=${skill.id === chosen}>${skill.name}</option>`,
        )}
        ${this.unlisted(chosen, this.skills)}
      </select>
    </div>`;
  }

  /** What is set stays set if it is not among those that may be chosen. */
  private unlisted(chosen: string, known: { id: string }[]): TemplateResult | typeof nothing {
    if (!chosen || known.some(({ id }) => id === chosen)) return nothing;
    return html`<option value=${chosen} selected>${words("disco_soupe.unchanged")}</option>`;
  }

  private read(form: FormData) {
    const number = (name: string) => Number(textOf(form, name)) || 0;
    return {
      setupMinutes: number("setup_minutes"),
      cookingMinutes: number("cooking_minutes"),
      mealMinutes: number("meal_minutes"),
      mostHelpers: number("most_helpers"),
      hygieneMembers: number("hygiene_members"),
      cookingMembers: number("cooking_members"),
      gramsPerHelperHour: thousandths(textOf(form, "grams_per_helper_hour")) || 0,
      portionGrams: number("portion_grams"),
      hygieneSkill: textOf(form, "hygiene_skill"),
      cookingSkill: textOf(form, "cooking_skill"),
      opens: textOf(form, "opens"),
      closes: textOf(form, "closes"),
      places: this.places.map(({ id, zone }, at) => ({
        id,
        name: textOf(form, `name-${at}`),
        zone: this.zones.length > 0 ? textOf(form, `zone-${at}`) : zone,
        persons: number(`persons-${at}`),
      })),
    };
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const request = { settings: this.read(formOf(event)) };
    await this.calls.change(
      request,
      async (options) => {
        const settings = await ask(Settings).set(request, options);
        [this.settings, this.places] = [settings, settings.places];
        announce(words("disco_soupe.saved"));
      },
      { refused: (why) => this.calls.complainOf(why) },
    );
  }
}

/** `setup_minutes` as the message has it: `setupMinutes`. */
function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
