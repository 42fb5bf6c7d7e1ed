#pragma once
// The tables membership.commission and membership.mandate, and what mandates allow as events.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::membership::store {

/// Commissions by name with their mandates, the latest first, but for those that ended more than
/// two years ago.
Result<v1::ListMandatesReply> mandates(sdk::Call& call);

/// Names of all commissions but the one with that id, which may be empty.
Result<std::vector<std::string>> other_commissions(sdk::Call& call, const std::string& id);
/// Queues: a new commission, under a name that no other has.
void add_commission(sdk::Call& call, const std::string& name, const std::string& about,
                    bool closed);
/// Writes what a commission is called, is about and whether it is closed. False if there is none
/// with that id.
Result<bool> edit_commission(sdk::Call& call, const Uuid& id, const std::string& name,
                             const std::string& about, bool closed);
/// Locks a commission; whether it is closed. Empty if there is none with that id.
Result<std::optional<bool>> lock_commission(sdk::Call& call, const Uuid& id);
/// Whether a mandate of the commission runs or is to come.
Result<bool> is_busy(sdk::Call& call, const Uuid& commission);

/// A mandate as it is to be; its days are in the zone of the association.
struct MandateTerms {
  std::string id;
  std::string commission;  // id
  std::string title;
  Uuid member;
  std::optional<Uuid> deputy;
  Day from{};
  Day until{};
  std::optional<Day> review;
  std::string role;
  std::string decided;
};
/// Adds a mandate, or writes it where it has its id, its commission and its member already; whether
/// it ends before now. Empty if another commission or member has the id. Member, deputy, commission
/// and mandate are locked.
Result<std::optional<bool>> set_mandate(sdk::Call& call, const MandateTerms& terms);
/// Locks a mandate; whether it has ended. Empty if there is none with that id.
Result<std::optional<bool>> lock_mandate(sdk::Call& call, const Uuid& id);

/// Emits SubjectsEntrusted: who may do what because of a mandate, as it stands in its row.
Status tell_entrusted(sdk::Call& call, const std::string& id);

/// Ends a mandate now, or before it began, and emits that. It is locked and has not ended.
Status end_mandate(sdk::Call& call, const std::string& id);

/// Ends the mandates of a member who is locked, and takes the member out of those as whose deputy.
/// Locks them in the order of their ids.
Status end_mandates_of(sdk::Call& call, const std::string& number);

/// Emits MandateEnded for mandates that ended and for which it was not emitted yet; how many.
Result<int> tell_ended(sdk::Call& call);
/// The same for that mandate alone.
Status tell_ended(sdk::Call& call, const std::string& id);

/// A mandate that ends soon.
struct EndingMandate {
  std::string title;
  std::string until_day;
};
HALLE_ROW(EndingMandate, title, until_day)
/// The first three of a member that run, or are to come, and end in fewer than `days` days.
Result<std::vector<EndingMandate>> ending_mandates(sdk::Call& call, const std::string& number,
                                                   Day today, int days);
/// How many of all mandates end in fewer than `days` days or are to be talked about by today.
Result<std::int64_t> due_mandates(sdk::Call& call, Day today, int days);

}  // namespace halle::membership::store
