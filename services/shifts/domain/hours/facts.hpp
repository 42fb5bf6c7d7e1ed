#pragma once
// What a rule pack may know of a member.

#include <optional>
#include <string>
#include <vector>

#include "core/base/time/clock.hpp"
#include "core/base/time/day.hpp"

namespace halle::shifts {

/// Days, both ends included; no `until`: no end.
struct Days {
  Day from{};
  std::optional<Day> until;
};

bool within(const std::vector<Days>& spans, Day day);

/// What became of a member at a shift.
enum class Presence { present = 1, absent = 2, excused = 3, called_off = 4 };

/// A shift she had a seat at, or came to.
struct Service {
  std::string cause;  // template/day
  std::string title;
  Day day{};        // on which it began in the association's zone
  Instant at{};     // when it began
  int minutes = 0;  // its length
  int worth = 100;  // per cent that it counts
  Presence presence = Presence::present;
  bool own = false;      // her seat each time, not one she took for once
  std::string person{};  // number of who came, if it is another of the household
};

/// Work outside of shifts that counts.
struct Work {
  std::string id;
  Day day{};
  Instant at{};
  int minutes = 0;
  std::string person{};  // number of who did it, if it is another of the household
};

/// A seat for as long as she had it, by the day of its shift.
struct Seat {
  Day taken{};
  std::optional<Day> freed;
  Day day{};
};

/// All in any order.
struct MemberFacts {
  std::vector<Days> active;   // do not overlap
  std::vector<Days> leaves;   // owes nothing
  std::vector<Days> delays;   // owes, but nothing comes of it yet
  std::vector<Days> regular;  // has a seat that is hers each time
  std::vector<Service> services;
  std::vector<Work> works;
  std::vector<Day> late_returns;  // of shifts whose seat she gave back too late
  std::vector<Seat> seats;
};

}  // namespace halle::shifts
