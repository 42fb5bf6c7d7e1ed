#pragma once
// The table disco_soupe.lot: surplus. Days are local.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::disco_soupe::store {

struct LotRow {
  Uuid id;
  std::string product;
  std::int64_t grams = 0;
  std::int64_t used_grams = 0;
  std::string last_day;
  Instant until{};  // end of the last day
  std::optional<std::string> grower;
};
HALLE_ROW(LotRow, id, product, grams, used_grams, last_day, until, grower)

/// NOT_FOUND `disco_soupe.lot_unknown`.
Error unknown_lot(const std::string& id);

/// Lots that were not withdrawn and whose last day is not over, by last day; of one link if given.
Result<std::vector<LotRow>> open_lots(sdk::Call& call, const std::optional<Uuid>& link);
/// The lots of these ids, in no order.
Result<std::vector<LotRow>> lots(sdk::Call& call, const std::vector<Uuid>& ids);

struct NewLot {
  Uuid id;
  std::string product;
  std::int64_t grams = 0;
  std::string last_day;
  std::optional<Uuid> link;
};
/// How many open lots there may be, and of one link: open ones, and those of the last day, also if
/// they were withdrawn.
struct Most {
  int lots = 0;
  int of_link = 0;
  int of_link_in_a_day = 0;
};
/// Queues: no other lot is added until the transaction ends.
void lock_lots(sdk::Call& call);
/// Adds a lot, under lock_lots(); false if there are so many already.
Result<bool> add_lot(sdk::Call& call, const NewLot& lot, const Most& most);
/// Withdraws a lot, of that link if given; of one that drafts use in part, the rest. Errors:
/// unknown_lot(), `disco_soupe.lot_in_use`.
Status withdraw_lot(sdk::Call& call, const std::string& id, const std::optional<Uuid>& link);

/// The same for all lots of a link that can still be cooked; those that drafts use whole stay.
Status withdraw_lots(sdk::Call& call, const Uuid& link);

/// When and where what was told by a link is cooked.
struct PlannedRow {
  Uuid lot_id;
  std::int64_t grams = 0;
  std::string day;   // local
  std::string hour;  // HH:MM, local
  std::string place_name;
};
HALLE_ROW(PlannedRow, lot_id, grams, day, hour, place_name)
/// In order of time.
Result<std::vector<PlannedRow>> planned(sdk::Call& call, const Uuid& link);

/// Whether the day is neither before today nor more than `most` days after it.
Result<bool> is_day_ahead(sdk::Call& call, const std::string& day, int most);
/// Grams of open lots that no draft uses.
Result<std::int64_t> unused_grams(sdk::Call& call);

/// Ids as texts, for `$n::uuid[]`.
std::vector<std::string> texts_of(const std::vector<Uuid>& ids);

}  // namespace halle::disco_soupe::store
