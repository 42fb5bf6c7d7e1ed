#include <algorithm>

#include "core/sdk/organisation.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues.hpp"

namespace halle::membership {
namespace {
enum Importance { good_to_know, worth_a_look, to_be_done };
constexpr int told_for = 60;  // days after the end, as the last reminder
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  kernel::v1::ListCardsReply reply;
  const auto& rights = request.permissions();
  if (request.subject().empty() ||
      std::find(rights.begin(), rights.end(), "membership.member.edit_own") == rights.end())
    return reply;
  HALLE_TRY(organisation, sdk::own_organisation(call));
  HALLE_TRY(today, store::today(call, organisation.time_zone()));
  HALLE_TRY(rows, call.query(R"(
      SELECT max(p.last_day), coalesce(sum(p.cents) FILTER (WHERE p.paid_on IS NULL), 0)
        FROM membership.member m
        JOIN membership.period p
          ON p.org_id = $1 AND p.member_id = m.id AND p.cancelled_on IS NULL
       WHERE m.org_id = $1 AND m.number = $2 AND m.standing <> 3)",
                             call.organisation(), request.subject()));
  const auto card = [&](const char* words, Importance importance) -> kernel::v1::Card& {
    auto& out = *reply.add_cards();
    out.set_words(words);
    out.set_path("/adhesion");
    out.set_importance(importance);
    return out;
  };
  const auto last = day_of(rows[0].view(0));
  const auto state = store::state_of(today, last);
  const bool ended = state == v1::DUES_STATE_ENDED;
  if (state == v1::DUES_STATE_RENEWABLE ||
      (ended && today <= *last + std::chrono::days(told_for))) {
    auto& value = *card(ended ? "membership.card_ended" : "membership.card_ends",
                        ended ? to_be_done : worth_a_look)
                       .add_values();
    value.set_name("day");
    value.set_day(text_of(*last));
  }
  if (rows[0].number(1) > 0) {
    auto& value = *card("membership.card_unpaid", worth_a_look).add_values();
    value.set_name("amount");
    value.set_cents(rows[0].number(1));
  }
  return reply;
}

}  // namespace halle::membership
