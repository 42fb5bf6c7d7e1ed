#pragma once
// The table notify_email.letter: the queue and what became of it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/notify_email/v1/notify_email.pb.h"

namespace halle::notify_email::store {

/// A letter to queue. `id` is unique for ever: the same id again changes nothing.
struct NewLetter {
  Uuid id;
  std::string member_number;  // empty: Compose names the recipient
};

/// Queues letters of one kind about one thing, but for members for whom one waits already, due at
/// `next_at` (empty: never, until release_letters()). Returns how many are new.
Result<int> queue_letters(sdk::Call& call, const std::string& kind, const std::string& about,
                          std::optional<Instant> next_at, Instant until,
                          const std::vector<NewLetter>& letters);
/// Makes letters of one kind about one thing due now, and of use until then.
void release_letters(sdk::Call& call, const std::string& kind, const std::string& about,
                     Instant until);
/// Drops those that wait.
void drop_letters(sdk::Call& call, const std::string& kind, const std::string& about,
                  const std::string& why);

struct LetterRow {
  Uuid id;
  std::string kind;
  std::string member_number;
  std::string about;
  Instant until_at;
  int attempts = 0;
  bool daily = false;
};
HALLE_ROW(LetterRow, id, kind, member_number, about, until_at, attempts, daily)

/// How many letters may still be sent in this hour.
Result<int> left_this_hour(sdk::Call& call, int per_hour);
/// Claims at most `limit` letters that are due, for two minutes: a claim that ends without a report
/// is due again. Letters that two callers ask for at once are claimed by one of them.
Result<std::vector<LetterRow>> claim_letters(sdk::Call& call, int limit);
/// The same of letters of these kinds.
Result<std::vector<LetterRow>> claim_urgent(sdk::Call& call, const std::vector<std::string>& kinds,
                                            int limit);
/// Claims all letters that wait for the daily letter of up to `members` members and are due.
Result<std::vector<LetterRow>> claim_daily(sdk::Call& call, int members);

/// Records an end: sent, dead or dropped. Letters that are not claimed stay as they are.
void end_letter(sdk::Call& call, const Uuid& id, v1::LetterState state, const std::string& failure);
/// Puts a claimed letter off until `next_at`. `counts`: it was tried.
void put_off(sdk::Call& call, const Uuid& id, Instant next_at, bool counts, bool daily,
             const std::string& failure);
/// Attempts of a letter before this one; empty if it is not claimed.
Result<std::optional<int>> attempts_of(sdk::Call& call, const Uuid& id);

struct ShownLetter {
  Uuid id;
  std::string kind;
  std::string member_number;
  v1::LetterState state = v1::LETTER_STATE_UNSPECIFIED;
  Instant queued_at;
  std::optional<Instant> next_at;
  Instant until_at;
  int attempts = 0;
  std::string failure;
  std::optional<Instant> ended_at;
};
HALLE_ROW(ShownLetter, id, kind, member_number, state, queued_at, next_at, until_at, attempts,
          failure, ended_at)
/// At most 200 letters in a state; unspecified: waiting or claimed.
Result<std::vector<ShownLetter>> list_letters(sdk::Call& call, v1::LetterState state);

struct Counts {
  std::int64_t waiting = 0;
  std::int64_t sent = 0;  // in the last 24 hours
  std::int64_t dead = 0;
};
HALLE_ROW(Counts, waiting, sent, dead)
Result<Counts> count_letters(sdk::Call& call);

/// The members to whom dead letters go, of these letters.
Result<std::vector<std::string>> members_of(sdk::Call& call, const std::vector<std::string>& ids);
/// Queues dead letters again that are still of use; all if `ids` is empty. Returns how many.
Result<int> retry_letters(sdk::Call& call, const std::vector<std::string>& ids);
/// Ends letters that are of no more use, withdraws messages that waited a week, and deletes what
/// ended 90 days ago. Returns how many letters.
Result<int> clean_letters(sdk::Call& call);

}  // namespace halle::notify_email::store
