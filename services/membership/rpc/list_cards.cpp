#include "core/sdk/cards.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/mandates.hpp"
#include "services/membership/store/members/applications.hpp"

namespace halle::membership {
namespace {
using sdk::Importance;

constexpr int told_for = 60;           // days after the end, as the last reminder
constexpr int mandate_ends_soon = 28;  // days

/// The member's mandates that end soon, and for a person who gives mandates how many are to be
/// talked about.
Status add_mandates(sdk::Call& call, const std::string& subject, bool manages, Day today,
                    kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(own, store::ending_mandates(call, subject, today, mandate_ends_soon));
  for (const auto& one : own) {
    auto& card =
        sdk::add_card(reply, "membership.card_mandate_ends", "/mandats", Importance::worth_a_look);
    sdk::add_value(card, "title").set_text(one.title);
    sdk::add_value(card, "day").set_day(one.until_day);
  }
  if (!manages) return Done{};
  HALLE_TRY(due, store::due_mandates(call, today, mandate_ends_soon));
  if (due == 0) return Done{};
  auto& card =
      sdk::add_card(reply, "membership.card_mandates_due", "/mandats", Importance::worth_a_look);
  sdk::add_value(card, "n").set_number(due);
  return Done{};
}

/// What ends or is to be paid. The member who pays for a household is told, not the others.
void add_dues(const store::OwnDues& dues, Day today, kernel::v1::ListCardsReply& reply) {
  const auto state = store::state_of(today, dues.until_day);
  const bool ended = state == v1::DUES_STATE_ENDED;
  if (!dues.in_household && (state == v1::DUES_STATE_RENEWABLE ||
                             (ended && today <= *dues.until_day + std::chrono::days(told_for)))) {
    auto& card =
        sdk::add_card(reply, ended ? "membership.card_ended" : "membership.card_ends", "/adhesion",
                      ended ? Importance::to_be_done : Importance::worth_a_look);
    sdk::add_value(card, "day").set_day(day_text(*dues.until_day));
  }
  if (dues.unpaid_cents > 0) {
    auto& card =
        sdk::add_card(reply, "membership.card_unpaid", "/adhesion", Importance::worth_a_look);
    sdk::add_value(card, "amount").set_cents(dues.unpaid_cents);
  }
}

/// Applicants who wait for an answer.
Status add_applications(sdk::Call& call, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(waiting, store::count_applications(call));
  if (waiting == 0) return Done{};
  auto& card = sdk::add_card(reply, "membership.card_applications", "/membres#demandes",
                             Importance::worth_a_look);
  sdk::add_value(card, "n").set_number(waiting);
  return Done{};
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  kernel::v1::ListCardsReply reply;
  const bool member =
      !request.subject().empty() && sdk::holds(request, "membership.member.edit_own");
  const bool answers = sdk::holds(request, "membership.member.manage");
  const bool manages = sdk::holds(request, "membership.mandate.manage");
  if (!member && !answers && !manages) return reply;
  HALLE_TRY(today, store::today(call));
  if (answers) HALLE_CHECK(add_applications(call, reply));
  HALLE_TRY(dues, store::own_dues(call, request.subject()));
  if (member && dues) add_dues(*dues, today, reply);
  HALLE_CHECK(add_mandates(call, request.subject(), manages, today, reply));
  return reply;
}

}  // namespace halle::membership
