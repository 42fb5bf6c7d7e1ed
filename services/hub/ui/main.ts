// The screens of hub. Signing in, inviting and the profile are the shell's own.
import { later } from "halle/shell";

later("halle-hub-page", () => import("./page"));
later("halle-hub-modules", () => import("./modules"));
later("halle-hub-status", () => import("./status"));
