#pragma once
// The table membership.member: the persons of the register.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "services/membership/domain/person.hpp"

namespace halle::membership::store {

/// NOT_FOUND `membership.member_unknown`.
Error unknown_member(const std::string& number);

/// Queues: nobody else adds members until the transaction ends.
void lock_register(sdk::Call& call);
/// Queues: nobody else changes standing or memberships of these members until the transaction ends.
/// Locks their rows in the order of their numbers.
void lock_members(sdk::Call& call, const std::vector<std::string>& numbers);
/// Locks every member who has not left, likewise, and waits. Their numbers, in that order.
Result<std::vector<std::string>> lock_present(sdk::Call& call);

/// All members, in the order of their numbers: "2" before "10".
Result<std::vector<v1::Member>> members(sdk::Call& call);
/// The member with that number; empty if there is none.
Result<std::optional<v1::Member>> member(sdk::Call& call, const std::string& number);
/// The same; error NOT_FOUND `membership.member_unknown` if there is none.
Result<v1::Member> known_member(sdk::Call& call, const std::string& number);
/// The members at the end of that day (YYYY-MM-DD) in the zone, in the order of their numbers, with
/// the standing and the household of then; the rest as it is known now.
Result<std::vector<v1::Member>> members_on(sdk::Call& call, const std::string& day,
                                           const std::string& zone);

/// What decides about a member.
struct MemberState {
  Uuid id;
  v1::Standing standing = v1::STANDING_UNSPECIFIED;
  bool erased = false;
};
HALLE_ROW(MemberState, id, standing, erased)
/// Of the member with that number; empty if there is none.
Result<std::optional<MemberState>> member_state(sdk::Call& call, const std::string& number);

/// How to reach a member.
struct ContactRow {
  std::string number;
  std::string first_name;
  std::string name;
  std::string email;
  bool active = false;
};
HALLE_ROW(ContactRow, number, first_name, name, email, active)
/// Of the members with these numbers that exist, in no order.
Result<std::vector<ContactRow>> contacts(sdk::Call& call, const std::vector<std::string>& numbers);

/// How many of some members have this post code.
struct AreaRow {
  std::string area;  // area_column
  int count = 0;
};
HALLE_ROW(AreaRow, area, count)
/// Of these numbers, each as often as it is given, by post code; the empty one for members who do
/// not exist too.
Result<std::vector<AreaRow>> areas(sdk::Call& call, const std::vector<std::string>& numbers);

/// One after the highest number of nine digits at most. The register is locked.
Result<std::string> next_number(sdk::Call& call);
/// Adds a member who joins that day and is active from now on. False if `number` is taken.
Result<bool> add_member(sdk::Call& call, const Uuid& id, const std::string& number,
                        const Person& person, Day joined_on);
/// Writes name and contact of the member with that number. Waits.
Status edit_member(sdk::Call& call, const std::string& number, const Person& person);
/// Queues: the member with that id is erased since that day.
void note_erased(sdk::Call& call, const std::string& id, Day day);

}  // namespace halle::membership::store
