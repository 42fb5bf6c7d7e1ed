// The screens of membership.
import { later } from "halle/shell";

later("halle-membership-import", () => import("./import"));
