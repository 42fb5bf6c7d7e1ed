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

later("halle-membership-apply", () => import("./member/apply"), membership);
later("halle-membership-import", () => import("./register/import"), membership, sheets);
later("halle-membership-mandates", () => import("./register/mandates"), membership);
later("halle-membership-members", () => import("./register/members"), membership);
later("halle-membership-mine", () => import("./member/my_membership"), membership);
