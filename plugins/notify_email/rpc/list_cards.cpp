#include "core/sdk/cards.hpp"
#include "plugins/notify_email/rpc/services.hpp"
#include "plugins/notify_email/store/letters.hpp"
#include "plugins/notify_email/store/messages.hpp"
#include "plugins/notify_email/store/settings.hpp"

namespace halle::notify_email {
namespace {
/// What an administrator has to look at.
Status add_mail_cards(sdk::Call& call, kernel::v1::ListCardsReply& reply) {
  constexpr const char* screen = "/courrier";
  HALLE_TRY(settings, store::settings(call));
  if (!settings.failure.empty())
    sdk::add_card(reply, "notify_email.card_failure", screen, sdk::Importance::to_be_done);
  HALLE_TRY(counts, store::count_letters(call));
  if (counts.dead == 0) return Done{};
  auto& card =
      sdk::add_card(reply, "notify_email.card_dead", screen, sdk::Importance::worth_a_look);
  sdk::add_value(card, "n").set_number(counts.dead);
  return Done{};
}

Status add_message_card(sdk::Call& call, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(waiting, store::count_waiting_messages(call));
  if (waiting == 0) return Done{};
  auto& card =
      sdk::add_card(reply, "notify_email.card_waiting", "/messages", sdk::Importance::to_be_done);
  sdk::add_value(card, "n").set_number(waiting);
  return Done{};
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  kernel::v1::ListCardsReply reply;
  if (sdk::holds(request, "notify_email.mail.manage")) HALLE_CHECK(add_mail_cards(call, reply));
  if (sdk::holds(request, "notify_email.message.send")) HALLE_CHECK(add_message_card(call, reply));
  return reply;
}

}  // namespace halle::notify_email
