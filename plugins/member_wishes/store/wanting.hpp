#pragma once
// The table member_wishes.wanting: the members who have a wish, and how many of its answers each
// has read. Ids of wishes are UUIDs as text.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/member_wishes/v1/member_wishes.pb.h"

namespace halle::member_wishes::store {

/// The last answer to a wish, which the member has not read.
struct UnreadAnswer {
  std::string name;  // of the wish
  v1::Verdict verdict = v1::VERDICT_UNSPECIFIED;
  std::optional<std::string> until;  // YYYY-MM-DD, with VERDICT_TRIED only
};
HALLE_ROW(UnreadAnswer, name, verdict, until)

/// How many answers to a wish a member has been shown.
struct Seen {
  std::string wish;
  std::int64_t answers = 0;
};

/// Number of unanswered wishes that only this member has. Locks: no other transaction counts those
/// of the member until this one ends.
Result<std::int64_t> count_alone(sdk::Call& call, const std::string& member);
/// The members who have the wish, by number; none if there is no such wish.
Result<std::vector<std::string>> wanted_by(sdk::Call& call, const std::string& id);
/// Unread answers of a member, what can be ordered first, then the latest; four at most.
Result<std::vector<UnreadAnswer>> unread_answers(sdk::Call& call, const std::string& member);

/// The member has the wish. False if there is no such wish. Locks the wish.
Result<bool> join(sdk::Call& call, const std::string& id, const std::string& member);
/// Removes the member from these wishes; those left without members and never answered are deleted
/// with their photos. Locks the wishes.
Status leave(sdk::Call& call, const std::vector<std::string>& ids, const std::string& member);
/// The same for all wishes of the member.
Status leave_all(sdk::Call& call, const std::string& member);
/// Queues: the member has read that many answers, no fewer than before and no more than there are.
void mark_seen(sdk::Call& call, std::string_view member, const std::vector<Seen>& seen);

}  // namespace halle::member_wishes::store
