// What took place in a period, for a funder: counts only, on paper and as a sheet.
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  ask,
  Calls,
  dayOf,
  decimal,
  formOf,
  icon,
  local,
  Screen,
  session,
  shortDayOf,
  textOf,
  words,
} from "halle/shell";
import { csvToRead, download, type Cell } from "halle/sheets";
import { Reports, type Figures, type Report } from "halle/gen/workshops/v1/workshops_pb";
import { field } from "./session/fields";

/** Hours of minutes, in thousandths for decimal(): 90 → "1,5". */
const hours = (minutes: bigint | number): string =>
  decimal(Math.round((Number(minutes) * 1000) / 60 / 100) * 100);

const counts = ["sessions", "registered", "came", "firstTimers", "personMinutes"] as const;
const keys: Record<(typeof counts)[number], string> = {
  sessions: "sessions",
  registered: "registered",
  came: "came",
  firstTimers: "first_timers",
  personMinutes: "hours",
};

@customElement("halle-workshops-report")
export class WorkshopsReport extends Screen {
  @state() private report: Report | null = null;
  private from = local(new Date()).slice(0, 4) + "-01-01";
  private until = local(new Date()).slice(0, 10);
  private readonly calls = new Calls(this, async () => {
    this.report = await ask(Reports).get({ from: this.from, until: this.until });
  });

  private choose(event: Event): void {
    event.preventDefault();
    const form = formOf(event);
    [this.from, this.until] = [textOf(form, "from"), textOf(form, "until")];
    void this.calls.load();
  }

  protected override render(): TemplateResult {
    const { report } = this;
    return html`<div class="shifts report">
      <h1>${words("workshops.report")}</h1>
      <form class="only-screen narrow" @submit=${(event: Event) => this.choose(event)}>
        <div class="two">
          ${field(this.calls, "from", { type: "date", value: this.from })}
          ${field(this.calls, "until", { type: "date", value: this.until })}
        </div>
        <p><button>${words("workshops.report_show")}</button></p>
      </form>
      ${this.calls.alert()} ${report ? this.shown(report) : this.calls.waiting()}
    </div>`;
  }

  private shown(report: Report): TemplateResult {
    const { total } = report;
    return html`<p>
        <strong
          >${words("workshops.report_of", {
            name: session()?.here?.organisation?.name ?? "",
            from: shortDayOf(report.from),
            until: shortDayOf(report.until),
          })}</strong
        >
      </p>
      ${total && total.sessions > 0
        ? html`<dl class="sums">
              ${counts.map(
                (name) =>
                  html`<div>
                    <dt>${words("workshops.report_" + keys[name])}</dt>
                    <dd>${name === "personMinutes" ? hours(total[name]) : total[name]}</dd>
                  </div>`,
              )}
            </dl>
            <p class="hint">${words("workshops.report_more")}</p>
            <p class="row">
              <button @click=${() => print()}>
                ${icon("print")}${words("workshops.report_print")}
              </button>
              <button @click=${() => this.save(report)}>
                ${icon("download")}${words("workshops.report_sheet")}
              </button>
            </p>
            ${this.themes(report)} ${this.towns(report)} ${this.sessions(report)}`
        : html`<p>${words("workshops.report_nothing")}</p>`}`;
  }

  private themes({ themes }: Report): TemplateResult {
    return html`<h2>${words("workshops.report_by_theme")}</h2>
      <table>
        <thead>
          ${this.head(["theme"])}
        </thead>
        <tbody>
          ${themes.map(
            ({ theme, figures }) =>
              html`<tr>
                <th scope="row">${theme || words("workshops.report_no_theme")}</th>
                ${this.numbers(figures)}
              </tr>`,
          )}
        </tbody>
      </table>`;
  }

  private towns({ towns }: Report): TemplateResult | typeof nothing {
    if (towns.length === 0) return nothing;
    return html`<h2>${words("workshops.report_by_town")}</h2>
      <table class="narrow">
        <thead>
          <tr>
            <th scope="col">${words("workshops.report_post_code")}</th>
            <th scope="col" class="number">${words("workshops.report_came")}</th>
          </tr>
        </thead>
        <tbody>
          ${towns.map(
            ({ postCode, came }) =>
              html`<tr>
                <th scope="row">${postCode || words("workshops.report_no_post_code")}</th>
                <td class="number" data-label=${words("workshops.report_came")}>${came}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
  }

  private sessions({ sessions }: Report): TemplateResult {
    return html`<h2>${words("workshops.report_by_session")}</h2>
      <table>
        <thead>
          ${this.head(["session"])}
        </thead>
        <tbody>
          ${sessions.map(
            (one) =>
              html`<tr>
                <th scope="row">
                  <a href="/ateliers#${one.session}">${one.title}</a>
                  <span class="notes">${dayOf(one.day)}</span>
                </th>
                ${this.numbers(one.figures, false)}
              </tr>`,
          )}
        </tbody>
      </table>`;
  }

  private head(first: string[]): TemplateResult {
    const shown = counts.filter((name) => name !== "sessions" || first[0] === "theme");
    return html`<tr>
      ${first.map((key) => html`<th scope="col">${words("workshops.report_" + key)}</th>`)}
      ${shown.map(
        (name) =>
          html`<th scope="col" class="number">${words("workshops.report_" + keys[name])}</th>`,
      )}
    </tr>`;
  }

  private numbers(figures: Figures | undefined, withSessions = true): TemplateResult[] {
    return counts
      .filter((name) => name !== "sessions" || withSessions)
      .map(
        (name) =>
          html`<td class="number" data-label=${words("workshops.report_" + keys[name])}>
            ${name === "personMinutes" ? hours(figures?.[name] ?? 0n) : (figures?.[name] ?? 0)}
          </td>`,
      );
  }

  private save(report: Report): void {
    download(`ateliers-${report.from}-${report.until}.csv`, csvToRead(cellsOf(report)));
  }
}

/** A row for each session, then one for each post code. */
export function cellsOf(report: Report): Cell[][] {
  const title = (key: string) => words("workshops.report_" + key);
  const round = (minutes: number) => Math.round((minutes / 60) * 100) / 100;
  return [
    ["day", "session", "theme", "duration", "registered", "came", "first_timers", "hours"].map(
      title,
    ),
    ...report.sessions.map((one): Cell[] => [
      one.day,
      one.title,
      one.theme,
      round(one.minutes),
      one.figures?.registered ?? 0,
      one.figures?.came ?? 0,
      one.figures?.firstTimers ?? 0,
      round(Number(one.figures?.personMinutes ?? 0n)),
    ]),
    [],
    [title("post_code"), title("came")],
    ...report.towns.map(({ postCode, came }): Cell[] => [postCode || title("no_post_code"), came]),
  ];
}
