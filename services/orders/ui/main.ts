// The screens of orders.
import { later } from "halle/shell";
import "./shop";
import "./mine";
import "./account";

later("halle-orders-counter", () => import("./counter"));
later("halle-orders-cycles", () => import("./cycles"));
later("halle-orders-delivery", () => import("./delivery"));
