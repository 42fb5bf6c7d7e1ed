// The screens of price_solidarity.
import { later } from "halle/shell";

const texts = {
  fr: () => import("virtual:words/fr/price_solidarity"),
  en: () => import("virtual:words/en/price_solidarity"),
};
const orders = {
  fr: () => import("virtual:words/fr/orders"),
  en: () => import("virtual:words/en/orders"),
};

later("halle-price-solidarity-mine", () => import("./my_price"), texts);
later("halle-price-solidarity-fund", () => import("./fund"), texts, orders);
