// The screens of membership.
import { later } from "halle/shell";

const membership = {
  fr: () => import("virtual:words/fr/membership"),
  en: () => import("virtual:words/en/membership"),
};
const sheets = {
  fr: () => import("virtual:words/fr/sheets"),
  en: () => import("virtual:words/en/sheets"),
};

later("halle-membership-apply", () => import("./apply"), membership);
later("halle-membership-import", () => import("./import"), membership, sheets);
later("halle-membership-mandates", () => import("./mandates"), membership);
later("halle-membership-members", () => import("./members"), membership);
later("halle-membership-mine", () => import("./mine"), membership);
