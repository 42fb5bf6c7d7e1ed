// The screens of workshops: those of members, and those of staff.
import { later } from "halle/shell";

const texts = {
  fr: () => import("virtual:words/fr/workshops"),
  en: () => import("virtual:words/en/workshops"),
};
const staff = {
  fr: () => import("virtual:words/fr/workshops/staff"),
  en: () => import("virtual:words/en/workshops/staff"),
};

later("halle-workshops", () => import("./workshops"), texts);
later("halle-workshops-staff", () => import("./staff"), texts, staff);
