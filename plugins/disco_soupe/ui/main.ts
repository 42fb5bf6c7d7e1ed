// The screen of disco soupes.
import { later } from "halle/shell";

const texts = {
  fr: () => import("virtual:words/fr/disco_soupe"),
  en: () => import("virtual:words/en/disco_soupe"),
};

later("halle-disco-soupe", () => import("./disco_soupe"), texts);
