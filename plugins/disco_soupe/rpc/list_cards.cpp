#include "core/sdk/cards.hpp"
#include "plugins/disco_soupe/rpc/services.hpp"
#include "plugins/disco_soupe/store/drafts.hpp"
#include "plugins/disco_soupe/store/lots.hpp"

namespace halle::disco_soupe {
namespace {
constexpr const char* screen = "/disco-soupe";
constexpr int grams_of_kilogram = 1000;

void add_count(kernel::v1::ListCardsReply& reply, const char* words, std::int64_t count,
               sdk::Importance importance) {
  if (count == 0) return;
  auto& card = sdk::add_card(reply, words, screen, importance);
  sdk::add_value(card, "n").set_number(count);
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  kernel::v1::ListCardsReply reply;
  if (!sdk::holds(request, "disco_soupe.draft.manage")) return reply;
  HALLE_TRY(counts, store::counts(call));
  HALLE_TRY(unused, store::unused_grams(call));
  add_count(reply, "disco_soupe.card_failed", counts.failed, sdk::Importance::to_be_done);
  add_count(reply, "disco_soupe.card_record", counts.to_record, sdk::Importance::worth_a_look);
  add_count(reply, "disco_soupe.card_surplus", unused / grams_of_kilogram,
            sdk::Importance::worth_a_look);
  return reply;
}

}  // namespace halle::disco_soupe
