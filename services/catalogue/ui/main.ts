// The screens of the catalogue.
import { later } from "halle/shell";

const catalogue = {
  fr: () => import("virtual:words/fr/catalogue"),
  en: () => import("virtual:words/en/catalogue"),
};
const sheets = {
  fr: () => import("virtual:words/fr/sheets"),
  en: () => import("virtual:words/en/sheets"),
};

later("halle-catalogue-import", () => import("./import"), catalogue, sheets);
later("halle-catalogue-producers", () => import("./producers"), catalogue);
