#include "plugins/disco_soupe/rpc/surplus/telling.hpp"

#include "core/base/text/text.hpp"
#include "core/base/time/day.hpp"
#include "plugins/disco_soupe/domain/proposal.hpp"

namespace halle::disco_soupe {
namespace {
constexpr std::size_t longest_name = 80;
constexpr std::int64_t least_grams = 100;
constexpr std::int64_t most_grams = 5'000'000;
constexpr int most_days_ahead = 60;
constexpr int most_of_link = 30;
constexpr int most_of_link_in_a_day = 60;
constexpr int most_of_links = 150;  // the others are for those whom the association knows
}  // namespace

Status check_name(const char* field, const std::string& text, const char* reason) {
  if (!is_utf8(text) || !is_plain_text(text, longest_name) || fold(text).empty())
    return bad_field(field, reason);
  return Done{};
}

Result<store::LotRow> tell(sdk::Call& call, store::NewLot lot) {
  HALLE_CHECK(check_name("product", lot.product, "disco_soupe.bad_product"));
  if (lot.grams < least_grams || lot.grams > most_grams)
    return bad_field("grams", "disco_soupe.bad_grams", std::to_string(lot.grams));
  if (!is_day(lot.last_day)) return bad_field("last_day", "disco_soupe.bad_day", lot.last_day);
  HALLE_TRY(ahead, store::is_day_ahead(call, lot.last_day, most_days_ahead));
  if (!ahead) return bad_field("last_day", "disco_soupe.bad_day", lot.last_day);
  lot.product = trim(lot.product);
  const store::Most most = lot.link
                               ? store::Most{most_of_links, most_of_link, most_of_link_in_a_day}
                               : store::Most{most_lots, 1, 1};
  store::lock_lots(call);
  HALLE_TRY(added, store::add_lot(call, lot, most));
  if (!added) return Error{Code::resource_exhausted, "disco_soupe.too_many_lots"};
  HALLE_TRY(rows, store::lots(call, {lot.id}));
  return rows.at(0);
}

}  // namespace halle::disco_soupe
