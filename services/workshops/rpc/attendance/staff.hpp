#pragma once
// What callers have to do with a session, beyond their own registration.

#include <chrono>

#include "core/sdk/call.hpp"

namespace halle::workshops {

/// Attendance is marked from so long before the beginning on.
constexpr std::chrono::days marked_from{1};

struct Staff {
  bool manages = false;  // registrations
  bool leads = false;    // this session
  bool marks = false;    // attendance
  bool takes = false;    // payments

  bool may_mark() const { return manages || leads || marks; }
  bool may_list() const { return may_mark() || takes; }
  /// Whether names of members, and how to reach visitors, are shown before attendance is marked.
  bool may_reach() const { return manages || leads; }
};
Result<Staff> staff_of(sdk::Call& call, const Uuid& session);

}  // namespace halle::workshops
