// The screen of premises.
import { later } from "halle/shell";

const texts = {
  fr: () => import("virtual:words/fr/premises"),
  en: () => import("virtual:words/en/premises"),
};

later("halle-premises", () => import("./premises"), texts);
