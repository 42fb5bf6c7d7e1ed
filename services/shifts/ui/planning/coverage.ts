// How the weeks to come are held, as a picture and as a table, and on whom the work rests.
import { html, nothing, svg, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ask, Calls, counted, Screen, words } from "halle/shell";
import { Planning, type Coverage, type CoverageWeek } from "halle/gen/shifts/v1/shifts_pb";
import { everybody, nameOf, type People } from "../member_names";
import { duration } from "../wording";

const barWidth = 30;
const barGap = 10;
const tall = 100;

interface Sum {
  seats: number;
  taken: number;
  lacking: number;
}

function sum(week: CoverageWeek): Sum {
  const total = { seats: 0, taken: 0, lacking: 0 };
  for (const title of week.titles) {
    total.seats += title.seats;
    total.taken += title.taken;
    total.lacking += title.importantFree;
  }
  return total;
}

/** "23/11" */
function monday(week: CoverageWeek): string {
  return `${week.monday.slice(8)}/${week.monday.slice(5, 7)}`;
}

@customElement("halle-shifts-coverage")
export class ShiftsCoverage extends Screen {
  @state() private coverage: Coverage | null = null;
  @state() private people: People = new Map();

  private readonly calls = new Calls(this, async () => {
    [this.coverage, this.people] = await Promise.all([ask(Planning).getCoverage({}), everybody()]);
  });

  protected override render(): TemplateResult {
    return html`<div class="shifts narrow">
      <h1>${words("shifts.coverage")}</h1>
      ${this.calls.trouble.length > 0
        ? html`${this.calls.alert()}
            <p>${this.calls.again()}</p>`
        : this.coverage === null
          ? this.calls.waiting()
          : html`${this.weeks(this.coverage)} ${this.bySkill(this.coverage)}
            ${this.loads(this.coverage)}`}
    </div>`;
  }

  private weeks({ weeks }: Coverage): TemplateResult {
    return html`<h2>${counted("shifts.weeks", weeks.length)}</h2>
      ${this.picture(weeks)}
      <table class="coverage">
        <thead>
          <tr>
            <th scope="col">${words("shifts.week_of")}</th>
            <th scope="col" class="number">${words("shifts.seats_taken")}</th>
            <th scope="col">${words("shifts.lacking")}</th>
          </tr>
        </thead>
        <tbody>
          ${weeks.map((week) => {
            const { seats, taken } = sum(week);
            const lacking = week.titles.filter(({ importantFree }) => importantFree > 0);
            return html`<tr>
              <th scope="row" class="short">${monday(week)}</th>
              <td class="number">
                ${seats === 0
                  ? words("shifts.no_shift")
                  : words("shifts.some_of", { n: taken, of: seats })}
              </td>
              <td>
                ${lacking.length === 0
                  ? seats === 0
                    ? nothing
                    : words("shifts.nothing_lacking")
                  : html`<ul class="plain">
                      ${lacking.map(
                        (title) =>
                          html`<li class="few">
                            ${words("shifts.lacks", { n: title.importantFree, title: title.title })}
                          </li>`,
                      )}
                    </ul>`}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>`;
  }

  /** Seats taken of those that need each skill, and what hangs on few. */
  private bySkill({ weeks, scarce }: Coverage): TemplateResult | typeof nothing {
    const names = [...new Set(weeks.flatMap(({ skills }) => skills.map(({ name }) => name)))].sort(
      (a, b) => a.localeCompare(b, "fr"),
    );
    if (names.length === 0 && scarce.length === 0) return nothing;
    return html`<h2>${words("shifts.by_skill")}</h2>
      ${scarce.map(
        ({ name, holders }) =>
          html`<p class="few">
            <strong
              >${words("shifts.scarce_" + (["none", "one"][holders] ?? "two"), {
                skill: name,
              })}</strong
            >
          </p>`,
      )}
      ${names.map(
        (name) =>
          html`<h3>${name}</h3>
            <table class="coverage">
              <thead>
                <tr>
                  <th scope="col">${words("shifts.week_of")}</th>
                  <th scope="col" class="number">${words("shifts.seats_taken")}</th>
                </tr>
              </thead>
              <tbody>
                ${weeks.map((week) => {
                  const found = week.skills.find((one) => one.name === name);
                  return found
                    ? html`<tr>
                        <th scope="row" class="short">${monday(week)}</th>
                        <td class=${found.taken < found.seats ? "number few" : "number"}>
                          ${words("shifts.some_of", { n: found.taken, of: found.seats })}
                        </td>
                      </tr>`
                    : nothing;
                })}
              </tbody>
            </table>`,
      )}`;
  }

  /** The table says the same in words. */
  private picture(weeks: CoverageWeek[]): TemplateResult {
    const sums = weeks.map(sum);
    const most = Math.max(1, ...sums.map(({ seats }) => seats));
    const height = (n: number): number => (n / most) * tall;
    const width = weeks.length * (barWidth + barGap);
    return html`<figure class="coverage" aria-hidden="true">
      <svg viewBox="0 -18 ${width} ${tall + 40}" role="presentation">
        ${sums.map(({ seats, taken, lacking }, at) => {
          const x = at * (barWidth + barGap) + barGap / 2;
          const count = seats === 0 ? "" : `${taken}/${seats}`;
          return svg`
            <rect class="seats" data-lacking=${lacking > 0 ? "" : nothing} x=${x}
              y=${tall - height(seats)} width=${barWidth} height=${height(seats)}></rect>
            <rect class="taken" x=${x}
              y=${tall - height(taken)} width=${barWidth} height=${height(taken)}></rect>
            <text x=${x + barWidth / 2} y=${tall - height(seats) - 4}>${count}</text>
            <text x=${x + barWidth / 2} y=${tall + 14}>${monday(weeks[at])}</text>`;
        })}
      </svg>
      <figcaption>${words("shifts.picture")}</figcaption>
    </figure>`;
  }

  private loads({ loads, busiestTenthPermille, active, gave }: Coverage): TemplateResult {
    return html`<h2>${words("shifts.who_carries")}</h2>
      <p class="hint">${words("shifts.who_carries_more")}</p>
      <p>
        ${words("shifts.gave", { n: gave, of: active })}
        ${gave > 0
          ? words("shifts.busiest", { percent: Math.round(busiestTenthPermille / 10) })
          : nothing}
      </p>
      ${loads.length === 0
        ? nothing
        : html`<table class="coverage">
            <thead>
              <tr>
                <th scope="col">${words("shifts.member")}</th>
                <th scope="col" class="number">${words("shifts.given")}</th>
                <th scope="col">${words("shifts.in_a_row")}</th>
              </tr>
            </thead>
            <tbody>
              ${loads.map(
                (load) =>
                  html`<tr>
                    <th scope="row">${load.member} ${nameOf(this.people, load.member)}</th>
                    <td class="number">${duration(load.minutes)}</td>
                    <td>
                      ${load.weeksInARow > 0 ? counted("shifts.row", load.weeksInARow) : nothing}
                      ${load.spared
                        ? html`<span class="notes">${words("shifts.spared")}</span>`
                        : nothing}
                    </td>
                  </tr>`,
              )}
            </tbody>
          </table>`}`;
  }
}
