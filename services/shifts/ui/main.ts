// The screens of shifts.
import { later } from "halle/shell";

const shifts = {
  fr: () => import("virtual:words/fr/shifts"),
  en: () => import("virtual:words/en/shifts"),
};

later("halle-shifts-mine", () => import("./member/my_shifts"), shifts);
later("halle-shifts-planning", () => import("./planning/planning"), shifts);
later("halle-shifts-hours", () => import("./hours/hours"), shifts);
