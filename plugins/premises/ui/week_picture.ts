// A week of a zone as a picture: a column a day, what is taken as filled and named rectangles. The
// table says the same in words.
import { html, nothing, svg, type TemplateResult } from "lit";
import { BookingState } from "halle/gen/premises/v1/premises_pb";
import { may, weekdayOf, words } from "halle/shell";
import { timeOf, type Day, type Slot } from "./slots";
import { nameOf } from "./wording";

const left = 34; // for the hours
const wide = 84; // a day
const minute = 0.3;
const letters = 12; // of a line in a day's column
const line = 13;

/** The hours shown: whole ones around everything there is. */
function hours(days: Day[]): { first: number; last: number } {
  const slots = days.flatMap(({ slots }) => slots);
  if (slots.length === 0) return { first: 8, last: 20 };
  return {
    first: Math.floor(Math.min(...slots.map(({ from }) => from)) / 60),
    last: Math.ceil(Math.max(...slots.map(({ until }) => until)) / 60),
  };
}

/** A name in lines that a column holds; a longer word is cut. */
function linesOf(name: string): string[] {
  const lines: string[] = [];
  for (const word of name.split(" ")) {
    const last = lines.length - 1;
    const joined = `${lines[last]} ${word}`;
    if (last >= 0 && joined.length <= letters) lines[last] = joined;
    else lines.push(word.length > letters ? word.slice(0, letters - 1) + "…" : word);
  }
  return lines;
}

function rectangle(slot: Slot, x: number, first: number, book: () => void): TemplateResult {
  const y = (slot.from - first * 60) * minute;
  const height = (slot.until - slot.from) * minute;
  const { taken } = slot;
  if (slot.kept)
    return svg`<rect x=${x} y=${y} width=${wide - 6} height=${height} rx="4"
      fill="#e6dcc8"></rect>`;
  if (!taken)
    return svg`<rect class="free" x=${x} y=${y} width=${wide - 6} height=${height} rx="4"
      fill="none" stroke="#5a4a37" stroke-dasharray="3 3" pointer-events="all" cursor="pointer"
      @click=${book}></rect>`;
  const asked = taken.state === BookingState.ASKED;
  const name = taken.association ? nameOf(taken.association) : words("premises.taken_short");
  const lines = linesOf(name).slice(0, Math.floor(height / line));
  return svg`<rect class="held" x=${x} y=${y} width=${wide - 6} height=${height} rx="4"
      fill="#f3e3c3" stroke="#8f2a1b" stroke-width="2" stroke-dasharray=${asked ? "6 4" : nothing}>
    </rect>
    ${lines.map(
      (text, at) => svg`<text x=${x + (wide - 6) / 2} y=${y + line * (at + 1)}>${text}</text>`,
    )}`;
}

/** `book` is told what free time was touched. */
export function weekPicture(days: Day[], book: (day: string, slot: Slot) => void): TemplateResult {
  const { first, last } = hours(days);
  const height = (last - first) * 60 * minute;
  const marks = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  return html`<figure class="coverage only-wide" aria-hidden="true">
    <svg viewBox="0 -20 ${left + 7 * wide} ${height + 28}" role="presentation">
      ${marks.map((hour) => {
        const y = (hour - first) * 60 * minute;
        return svg`<line x1=${left} x2=${left + 7 * wide} y1=${y} y2=${y} stroke="#d9cbb0"></line>
          <text x=${left / 2} y=${y + 4}>${timeOf(hour * 60).replace(":00", "")}</text>`;
      })}
      ${days.map(({ day, slots }, at) => {
        const x = left + at * wide + 3;
        return svg`<text x=${x + wide / 2} y="-7">${words(`premises.short_${weekdayOf(day)}`)}
            ${Number(day.slice(8))}</text>
          ${slots.map((slot) => rectangle(slot, x, first, () => book(day, slot)))}`;
      })}
    </svg>
    <figcaption>
      ${words("premises.picture")}
      ${may("premises.booking.write") ? words("premises.picture_book") : nothing}
    </figcaption>
  </figure>`;
}
