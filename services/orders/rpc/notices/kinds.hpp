#pragma once
// The kinds of notices of orders, as declared in module.textproto.

namespace halle::orders::notice {

// About a cycle, by its id.
inline constexpr const char* cycle_opened = "orders.cycle_opened";
inline constexpr const char* unconfirmed = "orders.unconfirmed";
inline constexpr const char* slip = "orders.slip";
// About a producer's delivery, by its id.
inline constexpr const char* delivery = "orders.delivery";

}  // namespace halle::orders::notice
