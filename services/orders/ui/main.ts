// The screens of orders.
import "./shop";
import "./mine";
import "./account";
import "./counter";
