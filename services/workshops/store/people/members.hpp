#pragma once
// The table workshops.member: number and standing of members, copied from membership.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::workshops::store {

/// NOT_FOUND `workshops.member_unknown`.
Error unknown_member(const std::string& number);

/// FAILED_PRECONDITION `workshops.member_inactive`.
Error inactive_member(const std::string& number);

/// Done if the member is the caller or the caller holds `permission`; otherwise the member reads
/// like one that does not exist.
Status is_own_or(const sdk::Call& call, const std::string& number, const char* permission);

/// Stores the member's standing.
Status keep_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                   membership::v1::Standing standing);
/// The same for an unknown member; the stored state of another is unchanged.
Status add_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                  membership::v1::Standing standing);

/// Queues: no other transaction changes the standing of these members, nor of those of these
/// registrations, until this one ends. Before lock_session(): a member who leaves is locked first,
/// then the sessions.
void lock_standings(sdk::Call& call, const std::vector<std::string>& numbers,
                    const std::vector<std::string>& registrations = {});
/// The member's standing; empty if it is not known here.
Result<std::optional<membership::v1::Standing>> standing(sdk::Call& call,
                                                         const std::string& number);

/// Ends the transaction, asks membership about those of these members that are not known here, and
/// queues, in the transaction that opens next, storing them. Returns the numbers that no member
/// has.
Result<std::set<std::string>> know_all_but(sdk::Call& call,
                                           const std::vector<std::string>& numbers);
/// The same. Error NOT_FOUND `workshops.member_unknown` if there are such numbers.
Status know(sdk::Call& call, const std::vector<std::string>& numbers);

/// Ends the transaction, and asks membership for first and family names, by number; those that it
/// does not tell now are left out. Names are not stored.
std::map<std::string, std::string> names_of(sdk::Call& call,
                                            const std::vector<std::string>& numbers);

}  // namespace halle::workshops::store
