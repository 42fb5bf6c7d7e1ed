#pragma once
// The table hub.partnership: associations that a host lets into its premises, from an instant until
// another.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::hub::store {

/// A partner of the call's organisation. Days in that organisation's zone.
struct PartnershipRow {
  Uuid id;
  std::string code;
  std::string name;
  std::string from_day;
  std::optional<std::string> until_day;  // the last one
  std::optional<Instant> until_at;       // its end
  bool current = false;
};
HALLE_ROW(PartnershipRow, id, code, name, from_day, until_day, until_at, current)

/// A partner for which an account acts in the call's organisation.
struct ActingRow {
  Uuid id;
  std::string code;
  std::string name;
  std::optional<Instant> until_at;
};
HALLE_ROW(ActingRow, id, code, name, until_at)

/// The id of the organisation of that code; empty if there is none.
Result<std::optional<Uuid>> organisation_of_code(sdk::Call& call, const std::string& code);
/// Lets the partner in from the beginning of a day until the end of another, in the call's zone, in
/// place of what was agreed before; one that is let in now stays so from the earlier of the two
/// first days.
Status let_in(sdk::Call& call, const Uuid& partner, const std::string& from,
              const std::optional<std::string>& until);
/// Ends the partnership now, also one that has not begun. False if there is none that lasts.
Result<bool> end_partnership(sdk::Call& call, const Uuid& partner);
/// All partners by name; with `only`, that one.
Result<std::vector<PartnershipRow>> partnerships(sdk::Call& call,
                                                 const std::optional<Uuid>& only = {});
/// The partners for which the account acts now, by name.
Result<std::vector<ActingRow>> acting_for(sdk::Call& call, const Uuid& account);
/// Whether the call's organisation gave the account one of these roles, for now.
Result<bool> has_one_of(sdk::Call& call, const Uuid& account,
                        const std::vector<std::string>& roles);

}  // namespace halle::hub::store
