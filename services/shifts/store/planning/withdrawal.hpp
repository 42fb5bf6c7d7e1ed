#pragma once
// Shifts that are taken away to be made anew or not, and what their fixed holders lose by that.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::shifts::store {

/// A seat that a member has, or had, of a shift.
struct HeldSeat {
  Uuid template_id;
  std::string day;
  Instant starts_at{};
  Instant ends_at{};
  std::string place;
  std::string member_number;

  bool operator==(const HeldSeat&) const = default;
};
HALLE_ROW(HeldSeat, template_id, day, starts_at, ends_at, place, member_number)

/// Takes away shifts to come on which nobody acted, of one template or of all, on these days, so
/// that make_shifts() makes them anew or not; what is planned counts from today again. Returns the
/// seats that fixed holders had. Locks all shifts to come on these days, in the order of their
/// keys.
Result<std::vector<HeldSeat>> withdraw_shifts(sdk::Call& call, const std::string& zone,
                                              const std::optional<Uuid>& of,
                                              const std::string& from, const std::string& until);

/// Those of the seats that their members do not have any more, or at another time or place, in the
/// same order. Asked after make_shifts().
Result<std::vector<HeldSeat>> changed_seats(sdk::Call& call, const std::vector<HeldSeat>& before);

/// Seats of shifts to come on these days that make_shifts() gave to fixed holders in this call; by
/// shift and member.
Result<std::vector<HeldSeat>> given_seats(sdk::Call& call, const std::string& from,
                                          const std::string& until);

}  // namespace halle::shifts::store
