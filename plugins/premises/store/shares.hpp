#pragma once
// The table premises.share: minutes that a partner has booked in a calendar year under the rules of
// a zone that limit them. Only bookings change it: charge() here; release(), free() and
// end_early() of bookings.hpp. The year is the one in which a booking begins, in the call's zone.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::premises::store {

/// Minutes to be booked under the rules of a zone.
struct Charge {
  Uuid zone;
  std::int64_t most = 0;  // minutes in the year
};

/// Adds the minutes to the association's shares of the year. False if one of them would exceed its
/// limit; the transaction must then be given up. Locks the shares, in the order of the charges.
Result<bool> charge(sdk::Call& call, const Uuid& association, Instant begins, std::int64_t minutes,
                    const std::vector<Charge>& charges);

/// What an association has used of its share under the rules of a zone.
struct ShareRow {
  Uuid zone_id;
  Uuid acting_org;
  int year = 0;
  std::int64_t minutes = 0;
};
HALLE_ROW(ShareRow, zone_id, acting_org, year, minutes)
/// Those of these associations, of this year and later ones, where the rules still limit them.
Result<std::vector<ShareRow>> shares_of(sdk::Call& call, const std::vector<Uuid>& associations);

}  // namespace halle::premises::store
