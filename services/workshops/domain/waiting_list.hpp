#pragma once
// Places of a session and its waiting list. A registration is of a group, which is placed whole or
// waits whole. Pure.
//
// A place that comes free is offered to the first group in the list that fits: by priority, time of
// registration, id. A group larger than the session keeps its rank and holds back no other. An
// offer holds its places until it is accepted, declined or runs out: after `offer_life`, but never
// later than `last_offer` before the beginning. From then on nothing is offered, and free places
// are anybody's.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time/clock.hpp"

namespace halle::workshops {

/// Places of a session, and how they are offered.
struct Places {
  int capacity = 0;
  int taken = 0;  // by groups that are registered, or to whom they are offered
  Instant starts{};
  std::chrono::minutes offer_life{24 * 60};
  std::chrono::minutes last_offer{2 * 60};
  /// A group that fits may pass a larger one that does not, which keeps its rank.
  bool smaller_may_pass = false;

  int free() const { return capacity - taken; }
  /// From then on nothing is offered.
  Instant end_of_offers() const { return starts - last_offer; }
};

/// A group on the list: waiting, or places are offered to it.
struct Listed {
  Uuid id;
  int persons = 1;
  int priority = 0;              // higher first
  Instant at{};                  // when it was registered
  std::optional<Instant> until;  // end of the offer; empty: waiting

  bool ran_out(Instant now) const { return until && *until <= now; }
};

/// What changes on a list.
struct Advance {
  std::vector<Uuid> ran_out;  // offers
  std::vector<Uuid> offered;  // in the order of the list
  Instant until{};            // end of the new offers

  bool nothing() const { return ran_out.empty() && offered.empty(); }
};

/// What is to be done with the list now: offers that ran out end, and free places are offered.
Advance advance(const Places& places, const std::vector<Listed>& list, Instant now);
/// The places and the list after that.
void apply(const Advance& change, Places& places, std::vector<Listed>& list);

/// Whether a group that comes is placed at once instead of waiting: there are places for it, and it
/// passes no group that it may not pass. Of a list that was advanced.
bool is_placed_at_once(const Places& places, const std::vector<Listed>& list, const Listed& comes,
                       Instant now);

/// The groups that wait, in their order.
std::vector<Listed> waiting(const std::vector<Listed>& list);

}  // namespace halle::workshops
