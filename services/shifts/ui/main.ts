// The screens of shifts.
import { later } from "halle/shell";

const texts = {
  fr: () => import("virtual:words/fr/shifts"),
  en: () => import("virtual:words/en/shifts"),
};
later("halle-shifts-mine", () => import("./shifts_mine"), texts);
later("halle-shifts-planning", () => import("./planning"), texts);
later("halle-shifts-hours", () => import("./hours"), texts);
