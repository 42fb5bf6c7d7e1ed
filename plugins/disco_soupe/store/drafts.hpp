#pragma once
// The tables disco_soupe.draft, disco_soupe.lot_use and disco_soupe.part: disco soupes.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/disco_soupe/v1/disco_soupe.pb.h"
#include "plugins/disco_soupe/domain/proposal.hpp"

namespace halle::disco_soupe::store {

struct DraftRow {
  Uuid id;
  Uuid place_id;
  std::string place_name;
  std::optional<Uuid> zone_id;
  Instant starts_at{};
  Instant ends_at{};
  std::string local_start;
  std::string local_end;
  std::int64_t grams = 0;
  int helpers = 0;
  int persons = 0;
  int hygiene_members = 0;
  int cooking_members = 0;
  std::optional<Uuid> hygiene_skill;
  std::optional<Uuid> cooking_skill;
  bool undone = false;
  std::string reason;  // why it was undone
  bool recorded = false;
  std::int64_t cooked_grams = 0;
  std::int64_t given_grams = 0;
  std::int64_t composted_grams = 0;
};
HALLE_ROW(DraftRow, id, place_id, place_name, zone_id, starts_at, ends_at, local_start, local_end,
          grams, helpers, persons, hygiene_members, cooking_members, hygiene_skill, cooking_skill,
          undone, reason, recorded, cooked_grams, given_grams, composted_grams)

/// What a draft uses of a lot.
struct UseRow {
  Uuid draft_id;
  Uuid lot_id;
  std::int64_t grams = 0;
  std::string product;
  std::string last_day;
};
HALLE_ROW(UseRow, draft_id, lot_id, grams, product, last_day)

struct PartRow {
  Uuid draft_id;
  v1::PartKind kind = v1::PART_KIND_UNSPECIFIED;
  v1::PartState state = v1::PART_STATE_UNSPECIFIED;
  std::string reason;
  std::string thing;  // the session, as workshops call it
};
HALLE_ROW(PartRow, draft_id, kind, state, reason, thing)

/// What a part has answered, and the state in which it was asked.
struct PartAnswer : PartRow {
  v1::PartState was = v1::PART_STATE_UNSPECIFIED;
};

/// NOT_FOUND `disco_soupe.draft_unknown`.
Error unknown_draft(const std::string& id);
/// Error: unknown_draft().
Result<Uuid> draft_id(const std::string& text);

/// Error: unknown_draft().
Result<DraftRow> draft(sdk::Call& call, const Uuid& id);
/// Those that List shows, by beginning.
Result<std::vector<DraftRow>> recent_drafts(sdk::Call& call);
/// What these drafts use, the lot that ends first comes first.
Result<std::vector<UseRow>> uses(sdk::Call& call, const std::vector<Uuid>& drafts);
/// Their parts, by kind.
Result<std::vector<PartRow>> parts(sdk::Call& call, const std::vector<Uuid>& drafts);

/// Queues: no other draft is added until the transaction ends.
void lock_drafts(sdk::Call& call);
/// Drafts that are not undone nor over.
Result<std::vector<Taken>> taken(sdk::Call& call);
/// Adds a draft with its parts, which wait, under lock_drafts(). Returns false, and the transaction
/// is to be given up, if a lot has less left than the draft uses or was withdrawn. Lots are locked
/// in the order of their ids.
Result<bool> keep(sdk::Call& call, const DraftRow& draft, const std::vector<Use>& uses);
/// Queues: the draft, which is locked, is undone; its lots are free, and its parts are to be freed,
/// those that were left to people are.
void end(sdk::Call& call, const Uuid& id, const std::string& reason);
/// Queues: no other transaction changes this draft or its parts until this one ends.
void lock_draft(sdk::Call& call, const Uuid& id);

/// Writes what parts have answered, in order of the draft's lock; not of a part that is no longer
/// in the state in which it was asked, since that answer is newer. Of a draft that was undone
/// meanwhile, what was asked for is to be freed.
Status write_parts(sdk::Call& call, const Uuid& draft, const std::vector<PartAnswer>& answers);
/// The place of a draft that is not undone and has not begun gets that state and reason, unless it
/// is left to people.
Status answer_place(sdk::Call& call, const Uuid& draft, v1::PartState state,
                    const std::string& reason);
/// The draft whose session that is, if it is not undone.
Result<std::optional<Uuid>> draft_of_session(sdk::Call& call, const std::string& session);
/// The session of a draft that is not undone gets that state and reason, if it was asked for.
Status answer_session(sdk::Call& call, const Uuid& draft, v1::PartState state,
                      const std::string& reason);
/// Records what became of the surplus of a draft that is locked, and what is left of each of its
/// lots. Returns false, and the transaction is to be given up, if what was left before is used
/// otherwise or withdrawn.
Result<bool> record(sdk::Call& call, const Uuid& id, const v1::Outcome& outcome,
                    const std::vector<Use>& left);

/// Drafts to be settled, 50 at most: those that have not begun and of which a part waits or was
/// asked for; undone ones with a part to be freed, and after these all that were undone in the last
/// ten minutes, since a call that was under way may still have asked for something. The order is
/// another one each time, so that none keeps the others waiting for ever.
Result<std::vector<Uuid>> open_drafts(sdk::Call& call);

/// Recorded disco soupes of a local year.
struct YearRow {
  int drafts = 0;
  std::int64_t cooked_grams = 0;
  std::int64_t given_grams = 0;
  std::int64_t composted_grams = 0;
  std::int64_t told_grams = 0;
};
HALLE_ROW(YearRow, drafts, cooked_grams, given_grams, composted_grams, told_grams)
Result<YearRow> year(sdk::Call& call, int year);

/// What cards count.
struct Counts {
  int failed = 0;     // drafts to come of which a part has failed
  int to_record = 0;  // disco soupes that are over and not recorded, of the last 60 days
};
HALLE_ROW(Counts, failed, to_record)
Result<Counts> counts(sdk::Call& call);

}  // namespace halle::disco_soupe::store
