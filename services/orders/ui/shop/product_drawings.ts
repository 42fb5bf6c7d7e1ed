// Small drawings of our own, chosen by what a product is called.
import { svg, html, type TemplateResult } from "lit";
import { folded } from "halle/shell";

const leaf = svg`<path d="M32 8c-4 6-4 10 0 14 4-4 4-8 0-14z" fill="#3f6b2f"/>`;
const drawings: [string[], TemplateResult<2>][] = [
  [
    ["carotte", "panais", "navet", "radis", "betterave", "topinambour", "crosne"],
    svg`${leaf}<path d="M22 22h20L32 58z" fill="#c8741a"/>
      <path d="M26 32h6m2 8h5" stroke="#fbf6ec" stroke-width="2"/>`,
  ],
  [
    ["pomme de terre", "charlotte", "agata", "patate"],
    svg`<ellipse cx="26" cy="38" rx="17" ry="13" fill="#b98b4f"/>
      <ellipse cx="43" cy="30" rx="13" ry="10" fill="#cda066"/>
      <g fill="#7d5a2c">
      <circle cx="20" cy="36" r="2"/>
      <circle cx="30" cy="42" r="2"/>
      <circle cx="45" cy="29" r="2"/></g>`,
  ],
  [
    [
      "pomme",
      "poire",
      "coing",
      "prune",
      "cerise",
      "fraise",
      "framboise",
      "cassis",
      "groseille",
      "melon",
      "kiwi",
      "orange",
      "citron",
      "banane",
    ],
    svg`<path d="M32 20c-14-8-22 4-20 18 2 12 12 20 20 14 8 6 18-2 20-14 2-14-6-26-20-18
        z" fill="#9c2f1f"/>
      <path d="M32 20c0-6 2-9 6-11" stroke="#4a3b2a" stroke-width="3" fill="none"/>`,
  ],
  [
    [
      "poireau",
      "salade",
      "chou",
      "epinard",
      "blette",
      "mache",
      "laitue",
      "fenouil",
      "celeri",
      "persil",
      "basilic",
      "brocoli",
      "roquette",
      "haricot",
      "petit pois",
      "cresson",
    ],
    svg`<path d="M32 58V30" stroke="#cfd8b0" stroke-width="8"/>
      <path d="M32 34C14 32 12 16 16 8c10 4 16 14 16 26zm0 0c18-2 20-18 16-26-10 4-16 14-16 26
        z" fill="#3f6b2f"/>`,
  ],
  [
    ["courge", "potiron", "potimarron", "courgette", "concombre", "tomate", "aubergine", "poivron"],
    svg`<circle cx="32" cy="38" r="20" fill="#c8741a"/>
      <path d="M32 18v40M20 22c-6 10-6 24 0 32m24-32
        c6 10 6 24 0 32" stroke="#9a5510" stroke-width="2" fill="none"/>
      <path d="M32 18v-8" stroke="#3f6b2f" stroke-width="5"/>`,
  ],
  [
    ["oignon", "ail", "echalote"],
    svg`<path d="M32 10c2 8 18 12 18 28a18 18 0 0 1-36 0c0-16 16-20 18-28z" fill="#d9b26a"/>
      <path d="M32 14c-8 12-8 28 0 42m0-42
        c8 12 8 28 0 42" stroke="#a97c34" stroke-width="2" fill="none"/>`,
  ],
  [
    ["oeuf"],
    svg`<path d="M22 20c-8 10-8 28 4 30 12-2 12-20 4-30-2-3-6-3-8 0z" fill="#e9d3b4"/>
      <path d="M40 24c-8 9-7 26 3 28 11-2 10-19 3-28-2-3-4-3-6 0z" fill="#d9bb92"/>`,
  ],
  [
    ["pain", "brioche", "tourte", "fouace", "baguette"],
    svg`<rect x="8" y="24" width="48" height="22" rx="11" fill="#b9772f"/>
      <path d="M20 26l6 10m6-10l6 10m4-10l6 10" stroke="#7d4a14" stroke-width="3"/>`,
  ],
  [
    ["fromage", "chevre", "tomme", "crottin", "faisselle"],
    svg`<path d="M8 40L52 20l4 8v20H8z" fill="#e3b94f"/>
      <circle cx="22" cy="42" r="4" fill="#c49a2f"/>
      <circle cx="40" cy="38" r="5" fill="#c49a2f"/>`,
  ],
  [
    [
      "lait",
      "yaourt",
      "creme",
      "beurre",
      "jus",
      "biere",
      "cidre",
      "huile",
      "vin",
      "vinaigre",
      "sirop",
    ],
    svg`<path d="M26 8h12v12l6 10v26a3 3 0 0 1-3 3H23a3 3 0 0 1-3-3V30l6-10z" fill="#8aa37b"/>
      <rect x="20" y="36" width="24" height="14" fill="#fbf6ec"/>`,
  ],
  [
    ["champignon", "pleurote", "shiitake"],
    svg`<path d="M10 32c0-14 10-22 22-22s22 8 22 22z" fill="#a9825a"/>
      <path d="M26 32h12v18a6 6 0 0 1-12 0z" fill="#e9dcc4"/>`,
  ],
  [
    [
      "miel",
      "confiture",
      "rillette",
      "terrine",
      "conserve",
      "soupe",
      "bocal",
      "pate",
      "puree",
      "compote",
      "gelee",
      "moutarde",
      "cire",
      "pollen",
    ],
    svg`<rect x="16" y="20" width="32" height="36" rx="6" fill="#c8861f"/>
      <rect x="18" y="10" width="28" height="9" rx="2" fill="#4a3b2a"/>
      <rect x="20" y="30" width="24" height="14" fill="#fbf6ec"/>`,
  ],
  [
    [
      "farine",
      "lentille",
      "pois chiche",
      "riz",
      "sucre",
      "cafe",
      "the ",
      "graine",
      "quinoa",
      "avoine",
      "sel",
      "sarrasin",
      "semoule",
      "chocolat",
      "cacao",
    ],
    svg`<path d="M16 16h32l4 40H12z" fill="#cbb68f"/>
      <path d="M20 16l-4-8h32l-4 8z" fill="#a9916a"/>
      <path d="M32 28v18m-6-12l6 5 6-5" stroke="#6b5a3a" stroke-width="3" fill="none"/>`,
  ],
];
const basket = svg`<path d="M10 28h44l-6 28H16z" fill="#b98b4f"/>
  <path d="M18 28c0-20 28-20 28 0" stroke="#7d5a2c" stroke-width="4" fill="none"/>`;

const drawn = new Map<string, TemplateResult>();

export function drawing(name: string): TemplateResult {
  let found = drawn.get(name);
  if (!found) drawn.set(name, (found = draw(name)));
  return found;
}

function draw(name: string): TemplateResult {
  const plain = " " + folded(name);
  const found = drawings.find(([names]) => names.some((part) => plain.includes(" " + part)));
  return html`<svg class="drawing" viewBox="0 0 64 64" aria-hidden="true">
    ${found?.[1] ?? basket}
  </svg>`;
}
