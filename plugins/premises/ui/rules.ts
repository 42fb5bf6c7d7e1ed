// Rules of a zone: as fields of a form, read from it, and in words.
import { html, nothing, type TemplateResult } from "lit";
import { counted, hourOf, language, textOf, words } from "halle/shell";
import type {
  Hours,
  ListZonesReply,
  PriorityHours,
  Rules,
  Zone,
} from "halle/gen/premises/v1/premises_pb";

const weekdays = [1, 2, 3, 4, 5, 6, 7];

/** The numbers of rules: field of the message, name in the form, what one unit of the form is. */
const numbers = [
  { field: "leadHours", name: "lead", unit: 1 },
  { field: "horizonDays", name: "horizon", unit: 1 },
  { field: "shortestMinutes", name: "shortest", unit: 1 },
  { field: "longestMinutes", name: "longest", unit: 1 },
  { field: "setupMinutes", name: "setup", unit: 1 },
  { field: "clearingMinutes", name: "clearing", unit: 1 },
  { field: "shareMinutes", name: "share", unit: 60 },
  { field: "answerHours", name: "answer", unit: 1 },
] as const;

export interface Counts {
  opening: number;
  priority: number;
}

/** What the form says; rows without hours are left out. */
export function readRules(form: FormData) {
  const limits = Object.fromEntries(
    numbers.map(({ field, name, unit }) => [
      field,
      Math.round((Number(textOf(form, name)) || 0) * unit),
    ]),
  ) as Record<(typeof numbers)[number]["field"], number>;
  const texts = (name: string) =>
    form.getAll(name).map((value) => (typeof value === "string" ? value : ""));
  const rows = (kind: string) =>
    texts(kind + "-day")
      .map((day, at) => ({
        weekday: Number(day),
        from: texts(kind + "-from")[at],
        // The end of a day is written 00:00.
        until: texts(kind + "-until")[at].replace(/^00:00$/, "24:00"),
        at,
      }))
      .filter(({ from, until }) => from && until);
  return {
    ...limits,
    opening: rows("opening").map(({ weekday, from, until }) => ({ weekday, from, until })),
    priority: rows("priority").map(({ weekday, from, until, at }) => ({
      hours: { weekday, from, until },
      association: texts("priority-for")[at],
      days: Number(texts("priority-days")[at]) || 0,
    })),
  };
}

/** The id of the first field of hours that is empty while the other of its row is not. */
export function halfRow(form: FormData): string | undefined {
  return ["opening", "priority"]
    .flatMap((kind) =>
      form.getAll(kind + "-from").map((from, at) => {
        const until = form.getAll(kind + "-until")[at];
        return !from === !until ? "" : `${kind}-${from ? "until" : "from"}-${at}`;
      }),
    )
    .find(Boolean);
}

type Problem = (field: string) => string | undefined;

function hoursFields(
  kind: string,
  at: number,
  hours: Hours | undefined,
  problem: Problem,
): TemplateResult {
  const id = (name: string) => `${kind}-${name}-${at}`;
  return html`<div class="field">
      <label for=${id("day")}>${words("premises.day")}</label>
      <select id=${id("day")} name="${kind}-day">
        ${weekdays.map(
          (day) =>
            html`<option value=${day} ?selected=${day === hours?.weekday}>
              ${words("premises.day_" + day)}
            </option>`,
        )}
      </select>
    </div>
    ${(["from", "until"] as const).map((end) => {
      const wrong = problem(id(end));
      return html`<div class="field">
        <label for=${id(end)}>${words("premises.field_" + end)}</label>
        <input
          id=${id(end)}
          name="${kind}-${end}"
          type="time"
          .defaultValue=${(hours?.[end] ?? "").replace("24:00", "00:00")}
          aria-invalid=${wrong ? "true" : nothing}
          aria-describedby=${wrong ? "wrong-" + id(end) : nothing} />
        ${wrong ? html`<p class="wrong" id="wrong-${id(end)}" role="alert">${wrong}</p>` : nothing}
      </div>`;
    })}`;
}

function priorityFields(
  at: number,
  priority: PriorityHours | undefined,
  house: ListZonesReply,
  problem: Problem,
): TemplateResult {
  const known = house.associations.some(({ code }) => code === priority?.association);
  // One that is let in no longer stays chosen until another is.
  const former =
    priority?.association && !known
      ? [{ code: priority.association, name: priority.associationName }]
      : [];
  return html`<div class="two">
    ${hoursFields("priority", at, priority?.hours, problem)}
    <div class="field">
      <label for="priority-for-${at}">${words("premises.priority_for")}</label>
      <select id="priority-for-${at}" name="priority-for">
        ${[...house.associations, ...former].map(
          ({ code, name }) =>
            html`<option value=${code} ?selected=${code === priority?.association}>
              ${name}
            </option>`,
        )}
      </select>
    </div>
    <div class="field">
      <label for="priority-days-${at}">${words("premises.priority_days")}</label>
      <input
        id="priority-days-${at}"
        name="priority-days"
        type="number"
        min="0"
        max="366"
        .defaultValue=${String(priority?.days ?? 3)} />
    </div>
  </div>`;
}

/** "lead_hours" of "leadHours": how the module names the field. */
function wireName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());
}

function numberField(
  { field, name, unit }: (typeof numbers)[number],
  rules: Rules | undefined,
  wrong: string | undefined,
): TemplateResult {
  const id = "rule-" + name;
  return html`<div class="field">
    <label for=${id}>${words("premises.rule_" + name)}</label>
    <input
      id=${id}
      name=${name}
      type="number"
      min="0"
      step=${unit === 1 ? 1 : "any"}
      inputmode=${unit === 1 ? "numeric" : "decimal"}
      .defaultValue=${rules?.[field] ? String(rules[field] / unit) : ""}
      aria-invalid=${wrong ? "true" : nothing}
      aria-describedby=${wrong ? "wrong-" + id : nothing} />
    ${wrong ? html`<p class="wrong" id="wrong-${id}" role="alert">${wrong}</p>` : nothing}
  </div>`;
}

/**
 * The fields; `more` is told how many rows of hours there are to be, `problem` says what is wrong
 * with a field.
 */
export function rulesFields(
  rules: Rules | undefined,
  house: ListZonesReply,
  counts: Counts,
  more: (counts: Counts) => void,
  problem: Problem,
): TemplateResult {
  const rows = (n: number) => Array.from({ length: n }, (_, at) => at);
  return html`<fieldset>
      <legend>${words("premises.opening")}</legend>
      <p class="hint">${words("premises.opening_hint")}</p>
      ${rows(counts.opening).map(
        (at) =>
          html`<div class="two">${hoursFields("opening", at, rules?.opening[at], problem)}</div>`,
      )}
      <button type="button" @click=${() => more({ ...counts, opening: counts.opening + 1 })}>
        ${words("premises.add_opening")}
      </button>
    </fieldset>
    <fieldset>
      <legend>${words("premises.limits")}</legend>
      <p class="hint">${words("premises.limits_hint")}</p>
      ${numbers.map((one) => numberField(one, rules, problem(wireName(one.field))))}
    </fieldset>
    <fieldset>
      <legend>${words("premises.priority")}</legend>
      <p class="hint">${words("premises.priority_hint")}</p>
      ${rows(counts.priority).map((at) => priorityFields(at, rules?.priority[at], house, problem))}
      <button type="button" @click=${() => more({ ...counts, priority: counts.priority + 1 })}>
        ${words("premises.add_priority")}
      </button>
    </fieldset>`;
}

function hoursInWords(hours: Hours | undefined): string {
  if (!hours) return "";
  const span = words("premises.span", { from: hourOf(hours.from), until: hourOf(hours.until) });
  return `${words("premises.day_" + hours.weekday)} ${span}`;
}

/** Days of the same hours together: "lundi et mardi de 9 h à 12 h, samedi de 9 h à 18 h". */
function openingInWords(opening: Hours[]): string {
  const hours = (day: number) =>
    opening
      .filter(({ weekday }) => weekday === day)
      .map(({ from, until }) =>
        words("premises.span", { from: hourOf(from), until: hourOf(until) }),
      )
      .join(", ");
  const open = weekdays.filter((day) => hours(day));
  const spans = [...new Set(open.map(hours))];
  const list = new Intl.ListFormat(language());
  return spans
    .map((span) => {
      const days = open.filter((day) => hours(day) === span);
      const names = list.format(days.map((day) => words("premises.day_" + day)));
      return `${days.length === 7 ? words("premises.every_day") : names} ${span}`;
    })
    .join(", ");
}

/** "15 min", "8 h", "1 h 30 min" */
function lengthInWords(minutes: number): string {
  const unit = (n: number, unit: string) =>
    n > 0 ? [n.toLocaleString(language(), { style: "unit", unit })] : [];
  return [...unit(Math.floor(minutes / 60), "hour"), ...unit(minutes % 60, "minute")].join(" ");
}

/** "samedi de 9 h à 13 h, gardé pour La Ressourcerie jusqu'à 3 jours avant." */
function keptInWords(priority: PriorityHours): string {
  if (priority.resting && !priority.associationName) return "";
  const says = priority.resting ? "_resting" : priority.associationName ? "" : "_other";
  return words("premises.says_priority" + says, {
    hours: hoursInWords(priority.hours),
    name: priority.associationName,
    n: priority.days,
  });
}

/** What an association has used of its share under the zone's rules: "3 h 30 sur 200 h en 2026." */
export function sharesInWords(zone: Zone, house: ListZonesReply): TemplateResult {
  const most = zone.rules?.shareMinutes ?? 0;
  const ruling = rulingZone(house.zones, zone);
  const hours = (minutes: number) => (minutes / 60).toLocaleString(language());
  return html`${house.shares
    .filter((share) => most > 0 && share.zone === ruling)
    .map(
      (share) =>
        html`<p class="hint">
          ${words("premises.share_used", {
            name: house.acting.find(({ code }) => code === share.association)?.name ?? "",
            used: hours(share.minutes),
            most: hours(most),
            year: share.year,
          })}
        </p>`,
    )}`;
}

/** The zone whose rules hold for this one: itself, or the nearest whole with rules of its own. */
function rulingZone(zones: Zone[], zone: Zone | undefined): string {
  return !zone || zone.ownRules
    ? (zone?.id ?? "")
    : rulingZone(
        zones,
        zones.find(({ id }) => id === zone.whole),
      );
}

/** The rules of a zone as sentences. */
export function rulesInWords({ rules }: Zone): TemplateResult {
  if (!rules) return html``;
  const lines = [
    rules.opening.length > 0
      ? words("premises.opens", { hours: openingInWords(rules.opening) })
      : words("premises.always_open"),
    ...numbers
      .filter(({ field }) => rules[field] > 0)
      .map(({ field, name, unit }) =>
        field.endsWith("Minutes") && unit === 1
          ? words("premises.says_" + name, { length: lengthInWords(rules[field]) })
          : counted("premises.says_" + name, Math.round((rules[field] / unit) * 10) / 10),
      ),
    ...rules.priority.map(keptInWords),
  ];
  return html`<ul>
    ${lines.map((line) => (line ? html`<li>${line}</li>` : nothing))}
  </ul>`;
}
