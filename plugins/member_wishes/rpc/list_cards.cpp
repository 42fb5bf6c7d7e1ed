#include <algorithm>

#include "plugins/member_wishes/rpc/services.hpp"

namespace halle::member_wishes {
namespace {
constexpr const char* screen = "/souhaits";
enum Importance { good_to_know, worth_a_look };

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

/// Last answers that a member has not read, what can be ordered first.
Status add_answers(sdk::Call& call, const std::string& member, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(rows, call.query(R"(
      SELECT w.name, w.verdict, a.until FROM member_wishes.wanting k
        JOIN member_wishes.wish w ON w.org_id = $1 AND w.id = k.wish_id
        JOIN member_wishes.answer a
          ON a.org_id = $1 AND a.wish_id = w.id AND a.number = w.answers
       WHERE k.org_id = $1 AND k.member_number = $2 AND k.seen < w.answers
       ORDER BY w.verdict = 4 DESC, a.at DESC, w.id LIMIT 4)",
                             call.organisation(), member));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto verdict = static_cast<v1::Verdict>(rows[r].number(1));
    auto* card = reply.add_cards();
    card->set_words(words_of(verdict));
    card->set_path(screen);
    card->set_importance(verdict == v1::VERDICT_LISTED ? worth_a_look : good_to_know);
    auto* name = card->add_values();
    name->set_name("wish");
    name->set_text(rows[r].text(0));
    if (verdict != v1::VERDICT_TRIED) continue;
    auto* day = card->add_values();
    day->set_name("day");
    day->set_day(rows[r].text(2));
  }
  return Done{};
}

/// How many wishes nobody has answered.
Status add_waiting(sdk::Call& call, kernel::v1::ListCardsReply& reply) {
  HALLE_TRY(rows, call.query("SELECT count(*) FROM member_wishes.wish "
                             "WHERE org_id = $1 AND answers = 0",
                             call.organisation()));
  if (rows[0].number(0) == 0) return Done{};
  auto* card = reply.add_cards();
  card->set_words("member_wishes.card_waiting");
  card->set_path(screen);
  card->set_importance(worth_a_look);
  auto* waiting = card->add_values();
  waiting->set_name("waiting");
  waiting->set_number(rows[0].number(0));
  return Done{};
}
}  // namespace

Result<kernel::v1::ListCardsReply> Cards::list(sdk::Call& call,
                                               const kernel::v1::ListCardsRequest& request) {
  const auto holds = [&](const char* permission) {
    return std::find(request.permissions().begin(), request.permissions().end(), permission) !=
           request.permissions().end();
  };
  kernel::v1::ListCardsReply reply;
  if (!request.subject().empty() && holds("member_wishes.wish.write_own"))
    HALLE_CHECK(add_answers(call, request.subject(), reply));
  if (holds("member_wishes.wish.answer")) HALLE_CHECK(add_waiting(call, reply));
  return reply;
}

}  // namespace halle::member_wishes
