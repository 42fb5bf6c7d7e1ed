// The home page: what the modules have to say, each a link to its screen.
import { html, nothing, type TemplateResult } from "lit";
import { ask, dayOf, deadline, instant, money, words } from "halle/shell";
import { Shell, type Card, type CardValue } from "../gen/halle/kernel/v1/kernel_pb";

let current: Card[] = [];

/** Asks for them; without an answer there are none. */
export async function loadCards(): Promise<void> {
  try {
    current = (await ask(Shell).getCards({})).cards;
  } catch {
    current = [];
  }
}

function written({ kind }: CardValue): string | number {
  switch (kind.case) {
    case "text":
      return kind.value;
    case "number":
      return Number(kind.value);
    case "cents":
      return money(kind.value);
    case "deadline":
      return deadline(instant(kind.value));
    case "day":
      return dayOf(kind.value);
    default:
      return "";
  }
}

/** Cards that lead to one of these screens, but for the one that stands on the page itself. */
export function cards(here: string, paths: string[]): TemplateResult | typeof nothing {
  const shown = current.filter(
    (card) => card.path !== here && paths.includes(card.path.split("#")[0]),
  );
  if (shown.length === 0) return nothing;
  return html`<ul class="cards" aria-label=${words("shell.cards")}>
    ${shown.map(
      (card) =>
        html`<li data-importance=${card.importance}>
          <a href=${card.path}
            >${words(
              card.words,
              Object.fromEntries(card.values.map((value) => [value.name, written(value)])),
            )}</a
          >
        </li>`,
    )}
  </ul>`;
}
