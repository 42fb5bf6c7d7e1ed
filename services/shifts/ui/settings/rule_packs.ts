// The rule packs as a form: what each asks the association, and what it says of a rule that is set.
import { html, nothing, type TemplateResult } from "lit";
import { dayOf, decimal, monthName, textOf, thousandths, words } from "halle/shell";
import type { ListRulesReply, SetRuleRequest } from "halle/gen/shifts/v1/shifts_pb";
import { duration } from "../wording";

type Rule = ListRulesReply["rules"][number];
type Parameters = SetRuleRequest["parameters"];
type Case = NonNullable<Parameters["case"]>;

interface Field {
  /** As the message calls it. */
  name: string;
  /** Time as hours, a whole number, or yes and no. */
  kind: "hours" | "whole" | "yes";
  /** What it is unless said otherwise; none: may stay empty. */
  usual: number | boolean | null;
}

export interface Pack {
  id: string;
  case: Case;
  fields: Field[];
}

const service: Field = { name: "serviceMinutes", kind: "hours", usual: 165 };
const cycle: Field = { name: "cycleWeeks", kind: "whole", usual: 4 };
const alert: Field = { name: "alertDays", kind: "whole", usual: 28 };

export const packs: Pack[] = [
  {
    id: "monthly_hours",
    case: "monthlyHours",
    fields: [
      { name: "dueMinutes", kind: "hours", usual: 120 },
      { name: "surplusCapMinutes", kind: "hours", usual: null },
    ],
  },
  {
    id: "gestion_compte",
    case: "gestionCompte",
    fields: [
      cycle,
      { name: "dueMinutes", kind: "hours", usual: 180 },
      { name: "keptMinutes", kind: "hours", usual: 0 },
      { name: "savings", kind: "yes", usual: false },
      { name: "lateBelowMinutes", kind: "hours", usual: 540 },
    ],
  },
  { id: "la_louve", case: "laLouve", fields: [service, cycle, alert] },
  {
    id: "obeesdoo",
    case: "obeesdoo",
    fields: [
      service,
      { name: "periodDays", kind: "whole", usual: 28 },
      alert,
      { name: "unsubscribedAt", kind: "whole", usual: 4 },
      { name: "penalty", kind: "yes", usual: false },
    ],
  },
  {
    id: "tapir",
    case: "tapir",
    fields: [
      { ...service, usual: 180 },
      cycle,
      { name: "frozenAt", kind: "whole", usual: 4 },
      { name: "frozenAfterDays", kind: "whole", usual: 10 },
      { name: "aheadWeeks", kind: "whole", usual: 8 },
      { name: "seatLostAfterDays", kind: "whole", usual: 168 },
    ],
  },
];

/** `due_minutes` of `dueMinutes`. */
const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());
const label = (pack: Pack, { name }: Field): string =>
  words(pack.id === "monthly_hours" ? `shifts.month_${snake(name)}` : `shifts.pack_${snake(name)}`);

/** Fields with what `rule` has now, if it is of this pack. */
export function fieldsOf(pack: Pack, rule: Rule | undefined): TemplateResult {
  const known = (rule?.parameters.case === pack.case ? rule.parameters.value : {}) as Record<
    string,
    number | boolean | undefined
  >;
  return html`${pack.fields.map((field) => {
    const id = "rule_" + field.name;
    const value = known[field.name] ?? field.usual;
    if (field.kind === "yes")
      return html`<p>
        <label class="check"
          ><input type="checkbox" name=${id} .defaultChecked=${value === true} /> ${label(
            pack,
            field,
          )}</label
        >
      </p>`;
    const shown =
      typeof value !== "number"
        ? ""
        : field.kind === "hours"
          ? decimal((value * 1000) / 60)
          : String(value);
    return html`<div class="field">
      <label for=${id}>${label(pack, field)}</label>
      <input id=${id} name=${id} autocomplete="off" inputmode="decimal" .defaultValue=${shown} />
    </div>`;
  })}`;
}

/** What a form asks for, or what is wrong with it. */
export function read(pack: Pack, form: HTMLFormElement): Parameters | string {
  const data = new FormData(form);
  const value: Record<string, number | boolean> = {};
  for (const field of pack.fields) {
    const text = textOf(data, "rule_" + field.name).trim();
    if (field.kind === "yes") {
      value[field.name] = data.has("rule_" + field.name);
    } else if (text !== "" || field.usual !== null) {
      const figure =
        field.kind === "hours"
          ? Math.round((thousandths(text || "x") * 60) / 1000)
          : /^\d{1,4}$/.test(text)
            ? Number(text)
            : Number.NaN;
      if (Number.isNaN(figure)) return words("shifts.no_figure", { field: label(pack, field) });
      value[field.name] = figure;
    }
  }
  return { case: pack.case, value } as unknown as Parameters;
}

/** A rule in a sentence. */
export function said(rule: Rule): TemplateResult {
  const {
    parameters: { case: pack, value },
  } = rule;
  if (pack === undefined) return html``;
  if (pack === "monthlyHours")
    return html`${words("shifts.rule", {
      month: monthName(rule.from),
      time: duration(value.dueMinutes),
    })}${value.surplusCapMinutes === undefined
      ? nothing
      : html` ${words("shifts.rule_cap", { time: duration(value.surplusCapMinutes) })}`}`;
  const day = dayOf(rule.from);
  if (pack === "gestionCompte")
    return html`${words("shifts.set_gestion_compte", {
      day,
      time: duration(value.dueMinutes),
      n: value.cycleWeeks,
    })}${value.savings ? html` ${words("shifts.set_savings")}` : nothing}`;
  if (pack === "obeesdoo")
    return html`${words("shifts.set_obeesdoo", {
      day,
      time: duration(value.serviceMinutes),
      n: value.periodDays,
    })}`;
  return html`${words("shifts.set_" + rule.pack, {
    day,
    time: duration(value.serviceMinutes),
    n: value.cycleWeeks,
  })}`;
}
