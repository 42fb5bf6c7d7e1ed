// The screens of notify_email.
import { later } from "halle/shell";

const texts = {
  fr: () => import("virtual:words/fr/notify_email"),
  en: () => import("virtual:words/en/notify_email"),
};

later("halle-notify-email-mail", () => import("./mail"), texts);
later("halle-notify-email-messages", () => import("./messages"), texts);
later("halle-notify-email-preferences", () => import("./preferences"), texts);
