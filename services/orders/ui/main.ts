// The screens of orders.
import { later } from "halle/shell";

const orders = {
  fr: () => import("virtual:words/fr/orders"),
  en: () => import("virtual:words/en/orders"),
};
const staff = {
  fr: () => import("virtual:words/fr/orders/staff"),
  en: () => import("virtual:words/en/orders/staff"),
};
const membership = {
  fr: () => import("virtual:words/fr/membership"),
  en: () => import("virtual:words/en/membership"),
};

later("halle-orders-shop", () => import("./shop/shop"), orders);
later("halle-orders-mine", () => import("./member/my_orders"), orders);
later("halle-orders-account", () => import("./member/account"), orders);
later("halle-orders-counter", () => import("./member/counter"), orders, staff, membership);
later("halle-orders-cycles", () => import("./cycles/cycles"), orders, staff);
later("halle-orders-delivery", () => import("./deliveries/delivery"), orders, staff);
