// The screens of the catalogue.
import { later } from "halle/shell";

later("halle-catalogue-import", () => import("./import"));
later("halle-catalogue-producers", () => import("./producers"));
