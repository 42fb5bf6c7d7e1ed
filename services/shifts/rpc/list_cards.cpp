#include <algorithm>

#include "core/sdk/cards.hpp"
#include "services/shifts/rpc/hours/statement.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/cards.hpp"

namespace halle::shifts {
namespace {
using sdk::Importance;

constexpr const char* mine = "/mes-services";
constexpr const char* planning = "/planning";

/// `1 h 30`, `2 h`, `45 min`.
std::string duration(std::int64_t minutes) {
  if (minutes < 60) return std::to_string(minutes) + " min";
  const std::string rest = std::to_string(minutes % 60);
  return std::to_string(minutes / 60) + " h" +
         (minutes % 60 == 0 ? "" : " " + (rest.size() == 1 ? "0" + rest : rest));
}

void add_shifts(const std::vector<store::CardShift>& shifts, const char* words,
                kernel::v1::ListCardsReply& reply) {
  for (const auto& one : shifts) {
    auto& card = sdk::add_card(reply, words, mine, Importance::to_be_done);
    sdk::set_timestamp(*sdk::add_value(card, "deadline").mutable_deadline(), one.starts_at);
    sdk::add_value(card, "title").set_text(one.title);
  }
}

/// The member's next shift; none if there is none and nothing to choose.
Status next_card(sdk::Call& call, const std::string& member, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(next, store::next_shift(call, member));
  if (!next) return Done{};
  if (!next->title || !next->starts_at) {
    if (next->any_free) sdk::add_card(reply, "shifts.card_none", mine, Importance::came_to_see);
    return Done{};
  }
  auto& card = sdk::add_card(reply, "shifts.card_next", mine, Importance::came_to_see);
  sdk::add_value(card, "title").set_text(*next->title);
  sdk::set_timestamp(*sdk::add_value(card, "deadline").mutable_deadline(), *next->starts_at);
  return Done{};
}

/// How the member stands, where time is asked for or owed.
Status hours_card(sdk::Call& call, const std::string& member, kernel::v1::ListCardsReply& reply) {
  v1::GetStatementRequest request;
  request.set_member(member);
  const auto stands = statement_of(call, request, false);
  if (!stands)
    return stands.error().code == Code::not_found ? Status(Done{}) : Status(stands.error());
  const auto& statement = stands.value();
  if (statement.state() != v1::DUTY_STATE_ON_TRACK) {
    int owed = std::max(0, -statement.balance_minutes());
    for (const auto& one : statement.accounts()) owed += std::max(0, -one.minutes());
    auto& late = sdk::add_card(reply, "shifts.card_late", mine, Importance::came_to_see);
    sdk::add_value(late, "time").set_text(duration(owed));
  } else if (!statement.late_on().empty() && statement.missing_minutes() > 0) {
    auto& missing = sdk::add_card(reply, "shifts.card_missing", mine, Importance::came_to_see);
    sdk::add_value(missing, "time").set_text(duration(statement.missing_minutes()));
    sdk::add_value(missing, "day").set_day(statement.late_on());
  } else if (statement.owed_minutes() > 0 || statement.balance_minutes() > 0) {
    sdk::add_card(reply, "shifts.card_on_track", mine, Importance::came_to_see);
  }
  return Done{};
}

/// Seats of the next seven days without which a shift hardly works, and that nobody has.
Status gap_card(sdk::Call& call, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(gaps, store::important_gaps(call));
  if (!gaps.first) return Done{};
  auto& card =
      sdk::add_card(reply, gaps.seats == 1 ? "shifts.card_gaps.one" : "shifts.card_gaps.many",
                    planning, Importance::to_be_done);
  sdk::add_value(card, "n").set_number(gaps.seats);
  sdk::set_timestamp(*sdk::add_value(card, "deadline").mutable_deadline(), *gaps.first);
  return Done{};
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  const auto& member = request.subject();
  kernel::v1::ListCardsReply reply;
  if (!member.empty() && sdk::holds(request, "shifts.shift.take_own")) {
    HALLE_CHECK(next_card(call, member, reply));
    HALLE_CHECK(hours_card(call, member, reply));
    HALLE_TRY(off, store::called_off_for(call, member));
    add_shifts(off, "shifts.card_off", reply);
    HALLE_TRY(over, store::taken_over_from(call, member));
    add_shifts(over, "shifts.card_taken_over", reply);
    HALLE_TRY(swaps, store::swaps_for(call, member));
    add_shifts(swaps, "shifts.card_swap", reply);
    HALLE_TRY(asked, store::asked_of(call, member));
    add_shifts(asked, "shifts.card_asked", reply);
  }
  if (sdk::holds(request, "shifts.shift.manage")) HALLE_CHECK(gap_card(call, reply));
  return reply;
}

}  // namespace halle::shifts
