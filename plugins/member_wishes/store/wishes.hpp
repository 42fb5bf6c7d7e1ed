#pragma once
// The tables member_wishes.wish and member_wishes.answer (what was said of a wish; only grows).
// Ids of wishes are UUIDs as text.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/member_wishes/v1/member_wishes.pb.h"

namespace halle::member_wishes::store {

/// NOT_FOUND `member_wishes.wish_unknown`, with the request's field.
Error unknown_wish(const std::string& id);

/// A page of wishes as the caller sees them, those that moved last first. Error:
/// `member_wishes.bad_after`.
Result<v1::ListWishesReply> list(sdk::Call& call, const std::string& after, int limit);
/// The wishes whose key has the most of these words, five at most.
Result<v1::ListWishesReply> similar(sdk::Call& call, const std::vector<std::string>& words);
/// One wish as the caller sees it. Error: unknown_wish().
Result<v1::Wish> wish(sdk::Call& call, const std::string& id);
/// How many wishes have no answer.
Result<std::int64_t> count_unanswered(sdk::Call& call);

/// Queues: no other transaction changes these wishes until this one ends. Locks them in the order
/// of their ids.
void lock(sdk::Call& call, const std::vector<std::string>& ids);
/// Makes the keys anew that a former version folded otherwise; of how many rows it looked at.
Result<int> fold_anew(sdk::Call& call);
/// Adds a wish without members. False if there is one with that key.
Result<bool> insert(sdk::Call& call, const Uuid& id, const v1::SuggestRequest& request,
                    const std::string& photo);
/// Adds an answer, and the wish moves to now. Returns the number of the answer; empty if there is
/// no such wish. Locks the wish.
Result<std::optional<int>> answer(sdk::Call& call, const v1::GiveAnswerRequest& request);
/// Removes a wish with its answers and its photo. False if there is no such wish.
Result<bool> remove(sdk::Call& call, const std::string& id);

/// Whether the photo of that key is one to be shown: drawn anew, and some wish's.
Result<bool> is_shown(sdk::Call& call, const std::string& photo);
/// A photo that is kept as it was sent.
struct PhotoAsSent {
  Uuid wish;
  std::string key;
};
HALLE_ROW(PhotoAsSent, wish, key)
/// The first of them, in the order of the wishes' ids.
Result<std::vector<PhotoAsSent>> photos_as_sent(sdk::Call& call, int limit);
/// Replaces the photo by what was drawn of it; by nothing if that is empty. False if the wish does
/// not have it any more. Locks the wish.
Result<bool> replace_photo(sdk::Call& call, const PhotoAsSent& photo, std::string_view drawn);

}  // namespace halle::member_wishes::store
