#include "core/sdk/cards.hpp"
#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wanting.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {
namespace {
constexpr const char* screen = "/souhaits";

const char* words_of(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VERDICT_LISTED:
      return "member_wishes.card_listed";
    case v1::VERDICT_TRIED:
      return "member_wishes.card_tried";
    case v1::VERDICT_LOOKING:
      return "member_wishes.card_looking";
    default:
      return "member_wishes.card_not_now";
  }
}

/// Adds the last answers that a member has not read, what can be ordered first.
Status add_answers(sdk::Call& call, const std::string& member, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(answers, store::unread_answers(call, member));
  for (const auto& one : answers) {
    auto& card = sdk::add_card(reply, words_of(one.verdict), screen,
                               one.verdict == v1::VERDICT_LISTED ? sdk::Importance::worth_a_look
                                                                 : sdk::Importance::good_to_know);
    sdk::add_value(card, "wish").set_text(one.name);
    if (one.verdict == v1::VERDICT_TRIED)
      sdk::add_value(card, "day").set_day(one.until.value_or(""));
  }
  return Done{};
}

/// Adds how many wishes have no answer.
Status add_waiting(sdk::Call& call, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(waiting, store::count_unanswered(call));
  if (waiting == 0) return Done{};
  auto& card =
      sdk::add_card(reply, "member_wishes.card_waiting", screen, sdk::Importance::worth_a_look);
  sdk::add_value(card, "waiting").set_number(waiting);
  return Done{};
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  kernel::v1::ListCardsReply reply;
  if (!request.subject().empty() && sdk::holds(request, "member_wishes.wish.write_own"))
    HALLE_CHECK(add_answers(call, request.subject(), reply));
  if (sdk::holds(request, "member_wishes.wish.answer")) HALLE_CHECK(add_waiting(call, reply));
  return reply;
}

}  // namespace halle::member_wishes
