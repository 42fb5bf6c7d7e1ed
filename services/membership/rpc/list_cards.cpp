#include <algorithm>

#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues.hpp"

namespace halle::membership {
namespace {
enum Importance { good_to_know, worth_a_look, to_be_done };
constexpr int told_for = 60;           // days after the end, as the last reminder
constexpr int mandate_ends_soon = 28;  // days

/// What ends soon for whom it concerns, and for who gives mandates what is to be talked about.
Status add_mandates(sdk::Call& call, const std::string& subject, bool manages, Day today,
                    kernel::v1::ListCardsReply& reply) {
  const auto card = [&](const char* words) -> kernel::v1::Card& {
    auto& out = *reply.add_cards();
    out.set_words(words);
    out.set_path("/mandats");
    out.set_importance(worth_a_look);
    return out;
  };
  HALLE_TRY(
      own, call.query(R"(
      SELECT a.title, a.until_day FROM membership.mandate a
        JOIN membership.member m ON m.org_id = $1 AND m.id = a.member_id AND m.number = $2
       WHERE a.org_id = $1 AND a.until_at > $3 AND a.until_day < $4::date + $5::int
       ORDER BY a.until_day, a.id LIMIT 3)",
                      call.organisation(), subject, call.now(), day_text(today), mandate_ends_soon));
  for (std::size_t r = 0; r < own.size(); ++r) {
    auto& out = card("membership.card_mandate_ends");
    auto& title = *out.add_values();
    title.set_name("title");
    title.set_text(own[r].text(0));
    auto& day = *out.add_values();
    day.set_name("day");
    day.set_day(own[r].text(1));
  }
  if (!manages) return Done{};
  HALLE_TRY(due, call.query(R"(
      SELECT count(*) FROM membership.mandate
       WHERE org_id = $1 AND until_at > $2
         AND (review_day <= $3::date OR until_day < $3::date + $4::int))",
                            call.organisation(), call.now(), day_text(today), mandate_ends_soon));
  if (due[0].number(0) == 0) return Done{};
  auto& count = *card("membership.card_mandates_due").add_values();
  count.set_name("n");
  count.set_number(due[0].number(0));
  return Done{};
}

/// What ends or is to be paid. Whoever pays for a household is told, not the others.
void add_dues(const sdk::Rows::Row& row, Day today, kernel::v1::ListCardsReply& reply) {
  const auto card = [&](const char* words, Importance importance) -> kernel::v1::Card& {
    auto& out = *reply.add_cards();
    out.set_words(words);
    out.set_path("/adhesion");
    out.set_importance(importance);
    return out;
  };
  const auto last = read_day(row.view(0));
  const auto state = store::state_of(today, last);
  const bool pays = !row.truth(2);
  const bool ended = state == v1::DUES_STATE_ENDED;
  if (pays && (state == v1::DUES_STATE_RENEWABLE ||
               (ended && today <= *last + std::chrono::days(told_for)))) {
    auto& value = *card(ended ? "membership.card_ended" : "membership.card_ends",
                        ended ? to_be_done : worth_a_look)
                       .add_values();
    value.set_name("day");
    value.set_day(day_text(*last));
  }
  if (row.number(1) > 0) {
    auto& value = *card("membership.card_unpaid", worth_a_look).add_values();
    value.set_name("amount");
    value.set_cents(row.number(1));
  }
}

/// Who waits for an answer.
Status add_applications(sdk::Call& call, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(rows, call.query("SELECT count(*) FROM membership.application WHERE org_id = $1",
                             call.organisation()));
  if (rows[0].number(0) == 0) return Done{};
  auto& out = *reply.add_cards();
  out.set_words("membership.card_applications");
  out.set_path("/membres#demandes");
  out.set_importance(worth_a_look);
  auto& count = *out.add_values();
  count.set_name("n");
  count.set_number(rows[0].number(0));
  return Done{};
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  kernel::v1::ListCardsReply reply;
  const auto& rights = request.permissions();
  const auto holds = [&](const char* right) {
    return std::find(rights.begin(), rights.end(), right) != rights.end();
  };
  const bool member = !request.subject().empty() && holds("membership.member.edit_own");
  const bool answers = holds("membership.member.manage");
  const bool manages = holds("membership.mandate.manage");
  if (!member && !answers && !manages) return reply;
  HALLE_TRY(today, store::today(call));
  if (answers) HALLE_CHECK(add_applications(call, reply));
  HALLE_TRY(rows, call.query(R"(
      SELECT (SELECT c.until_day FROM membership.covered c
               WHERE c.org_id = $1 AND c.member_id = m.id), (
               SELECT coalesce(sum(p.cents), 0) FROM membership.period p
                WHERE p.org_id = $1 AND p.member_id = m.id AND p.cancelled_on IS NULL
                  AND p.paid_on IS NULL), EXISTS (
               SELECT 1 FROM membership.belonging b
                WHERE b.org_id = $1 AND b.member_id = m.id AND b.until_day IS NULL)
        FROM membership.member m
       WHERE m.org_id = $1 AND m.number = $2 AND m.standing <> 3)",
                             call.organisation(), request.subject()));
  if (member && !rows.empty()) add_dues(rows[0], today, reply);
  HALLE_CHECK(add_mandates(call, request.subject(), manages, today, reply));
  return reply;
}

}  // namespace halle::membership
