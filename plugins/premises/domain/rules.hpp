#pragma once
// The rules of a zone and what they say about a booking. Pure.

#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "plugins/premises/domain/span.hpp"

namespace halle::premises {

constexpr std::chrono::minutes longest_booking{14 * 24 * 60};
constexpr std::chrono::minutes longest_preparation{24 * 60};
constexpr int farthest_days = 366;

/// Numbers of the rules of a zone; see v1.Rules. 0: the default that is said there.
struct Limits {
  int lead_hours = 0;
  int horizon_days = 0;
  int shortest_minutes = 0;
  int longest_minutes = 0;
  int setup_minutes = 0;
  int clearing_minutes = 0;
  std::int64_t share_minutes = 0;
  int answer_hours = 0;
};
/// Error: `premises.bad_rule`, with the field.
Status check_limits(const Limits& limits);

/// Hours of a weekday as they are written.
struct Hours {
  int weekday = 1;  // 1 Monday to 7 Sunday
  std::string from;
  std::string until;
};
/// Whether the weekday exists and `from` comes before `until`, both HH:MM; until may be 24:00.
bool is_hours(const Hours& hours);

/// Hours that are kept for an association.
struct Kept {
  Hours hours;
  Uuid association;
};
/// Whether the same hours are kept for two associations: neither could book them.
bool contradict(const std::vector<Kept>& all);

/// Whether the text is YYYY-MM-DDTHH:MM, a time of a day that exists.
bool is_local_time(const std::string& text);

/// A time that one association may book before the others.
struct Priority {
  Span span;
  Uuid association;
  int days = 0;  // the others: so many before its beginning
};

/// The rules that hold in a zone, around the time of a booking.
struct Rules {
  Limits limits;
  bool has_opening = false;  // if not, it is always open
  std::vector<Span> open;
  std::vector<Priority> priority;
};

/// What is to be booked.
struct Claim {
  Span span;
  Span held;  // with setting up and clearing away
  Instant now{};
  Uuid association;
  std::optional<Instant> partner_until;  // end of the partnership by which it is booked
};

/// Each rule that the claim breaks, once. The rules of all zones concerned are given.
std::vector<FieldViolation> broken_rules(const Claim& claim, const std::vector<Rules>& rules);
/// The time for which the zone is held: with setting up and clearing away.
Span held(const Span& span, const Limits& limits);
/// Hours within which the host answers; 0 if no rule says "ask first".
int answer_hours(const std::vector<Rules>& rules);

}  // namespace halle::premises
