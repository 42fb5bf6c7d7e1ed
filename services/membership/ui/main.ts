// The screens of membership.
import { later } from "halle/shell";

const texts = {
  fr: () => import("virtual:words/fr/membership"),
  en: () => import("virtual:words/en/membership"),
};
later("halle-membership-apply", () => import("./apply"), texts);
later("halle-membership-import", () => import("./import"));
later("halle-membership-mandates", () => import("./mandates"), texts);
later("halle-membership-members", () => import("./members"), texts);
later("halle-membership-mine", () => import("./mine"), texts);
