#pragma once
// Wishes, who has them and their answers as rows.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/member_wishes/v1/member_wishes.pb.h"

namespace halle::member_wishes::store {

/// NOT_FOUND, with the request's field.
Error unknown_wish(const std::string& id);

/// A page as the caller sees it.
Result<v1::ListWishesReply> list(sdk::Call& call, const std::string& after, int limit);
/// Those whose key has the most of these words, five at most.
Result<v1::ListWishesReply> similar(sdk::Call& call, const std::vector<std::string>& words);
/// One of them.
Result<v1::Wish> wish(sdk::Call& call, const std::string& id);

/// Joins to the transaction that nobody else changes these wishes until it ends.
void lock(sdk::Call& call, const std::vector<std::string>& ids);
/// Makes the keys anew that a former version folded otherwise; of how many rows it looked at.
Result<int> fold_anew(sdk::Call& call);
/// Whether there was no wish of that key; nobody has the new one yet.
Result<bool> insert(sdk::Call& call, const Uuid& id, const v1::SuggestRequest& request,
                    const std::string& photo);
/// How many wishes nobody has but this member, unanswered; until the end of the transaction nobody
/// else counts hers.
Result<std::int64_t> count_alone(sdk::Call& call, const std::string& member);
/// False if there is no such wish. Locks it.
Result<bool> join(sdk::Call& call, const std::string& id, const std::string& member);
/// They are that member's no longer; those that nobody has and that were never answered go. Locks
/// them.
Status leave(sdk::Call& call, const std::vector<std::string>& ids, const std::string& member);

/// Whether the photo of that key is one to be shown: drawn anew, and some wish's.
Result<bool> is_shown(sdk::Call& call, const std::string& photo);
/// A photo that is kept as it was sent.
struct PhotoAsSent {
  std::string wish;
  std::string key;
};
Result<std::vector<PhotoAsSent>> photos_as_sent(sdk::Call& call, int limit);
/// What was drawn of it takes its place; nothing if that is empty. False if the wish does not have
/// it any more. Locks the wish.
Result<bool> replace_photo(sdk::Call& call, const PhotoAsSent& photo, std::string_view drawn);

}  // namespace halle::member_wishes::store
