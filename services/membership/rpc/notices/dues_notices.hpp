#pragma once
// The kinds of notices about a membership that ends or has ended, as declared in module.textproto.

#include <array>
#include <chrono>

#include "services/membership/domain/period.hpp"

namespace halle::membership {

struct DuesKind {
  Reminder reminder;
  const char* id;
  std::chrono::days useful;  // after it was emitted
};
inline constexpr std::array dues_kinds{
    DuesKind{Reminder::renewable, "membership.dues_renewable", std::chrono::days(21)},
    DuesKind{Reminder::last_week, "membership.dues_last_week", std::chrono::days(7)},
    DuesKind{Reminder::expired, "membership.dues_ended", std::chrono::days(30)},
    DuesKind{Reminder::long_gone, "membership.dues_long_ago", std::chrono::days(30)},
};

}  // namespace halle::membership
