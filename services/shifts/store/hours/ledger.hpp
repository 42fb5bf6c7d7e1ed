#pragma once
// The table shifts.entry: the ledger of hours. It only grows.

#include "core/sdk/call.hpp"
#include "services/shifts/domain/hours/ledger.hpp"

namespace halle::shifts::store {

/// Writes what the rules make of what is known of these members and their households by now and the
/// ledger does not say yet, and emits DutyStateChanged of each member whose duty is another than
/// before. Returns how many rows were written. The caller has locked the members (lock_members).
Result<int> settle(sdk::Call& call, const std::vector<std::string>& of, const std::string& zone);

/// An entry as a statement shows it. A reversal has the cause kind `reversal` and the id of the
/// entry that it reverses as its cause.
struct StatedEntry {
  Uuid id;
  int minutes = 0;
  std::string pack;
  int pack_version = 0;
  std::string rule;
  std::string parameters;  // key=value, one a line
  std::string cause_kind;
  std::optional<std::string> cause;
  Instant effective_at{};
  Instant recorded_at{};
  int balance = 0;   // of the account, with this entry
  std::string what;  // a member's own words of the work; empty if there are none to be read
  std::string account;
  int given = 0;
  std::optional<std::string> person;
};
HALLE_ROW(StatedEntry, id, minutes, pack, pack_version, rule, parameters, cause_kind, cause,
          effective_at, recorded_at, balance, what, account, given, person)
/// All entries of a member that count before `before`, in the order they count. `words_of`: whose
/// words of work may be read; empty for everybody's.
Result<std::vector<StatedEntry>> entries_before(sdk::Call& call, const std::string& member,
                                                Instant before, const std::string& words_of);

/// The balance of the member's own account of time, by all entries there are.
Result<int> balance_of(sdk::Call& call, const std::string& member);

}  // namespace halle::shifts::store
