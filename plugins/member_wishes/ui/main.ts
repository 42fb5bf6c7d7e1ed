// The screen of member_wishes.
import { later } from "halle/shell";

later("halle-member-wishes", () => import("./wishes"));
