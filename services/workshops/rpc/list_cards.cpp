#include "core/sdk/cards.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/cards.hpp"

namespace halle::workshops {
namespace {
using sdk::Importance;

constexpr const char* screen = "/ateliers";

kernel::v1::Card& add(kernel::v1::ListCardsReply& reply, const char* words, Importance importance,
                      const store::CardSession& session, Instant deadline) {
  auto& card = sdk::add_card(reply, words, screen, importance);
  sdk::add_value(card, "title").set_text(session.title);
  sdk::set_timestamp(*sdk::add_value(card, "deadline").mutable_deadline(), deadline);
  if (session.persons > 0) sdk::add_value(card, "n").set_number(session.persons);
  return card;
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  const auto& member = request.subject();
  kernel::v1::ListCardsReply reply;
  if (!member.empty() && sdk::holds(request, "workshops.registration.write_own")) {
    HALLE_TRY(offers, store::offers_to(call, member));
    for (const auto& one : offers)
      add(reply, "workshops.card_offered", Importance::to_be_done, one, *one.until);
    HALLE_TRY(next, store::next_session(call, member));
    if (next) add(reply, "workshops.card_next", Importance::good_to_know, *next, next->starts_at);
  }
  if (sdk::holds(request, "workshops.session.manage")) {
    HALLE_TRY(few, store::short_sessions(call));
    for (const auto& one : few)
      add(reply, "workshops.card_few", Importance::worth_a_look, one, one.starts_at);
  }
  if (sdk::holds(request, "workshops.registration.manage")) {
    HALLE_TRY(to_call, store::sessions_to_call(call));
    for (const auto& one : to_call)
      add(reply, "workshops.card_to_call", Importance::to_be_done, one, one.starts_at)
          .set_path(std::string(screen) + "#" + one.id.text());
  }
  return reply;
}

}  // namespace halle::workshops
