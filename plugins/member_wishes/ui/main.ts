// The screen of member_wishes.
import { later } from "halle/shell";

const texts = {
  fr: () => import("virtual:words/fr/member_wishes"),
  en: () => import("virtual:words/en/member_wishes"),
};

later("halle-member-wishes", () => import("./wishes"), texts);
