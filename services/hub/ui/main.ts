// The screens of hub. Signing in, inviting and the profile are the shell's own.
import { later } from "halle/shell";

const hub = { fr: () => import("virtual:words/fr/hub"), en: () => import("virtual:words/en/hub") };

later("halle-hub-page", () => import("./page"), hub);
later("halle-hub-modules", () => import("./modules"), hub);
later("halle-hub-status", () => import("./status"), hub);
