// The screens of price_solidarity.
import { later } from "halle/shell";

later("halle-price-solidarity-mine", () => import("./my_price"));
later("halle-price-solidarity-fund", () => import("./fund"));
