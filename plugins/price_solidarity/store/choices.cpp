#include "plugins/price_solidarity/store/choices.hpp"

namespace halle::price_solidarity::store {

Result<v1::Choice> choice(sdk::Call& call, const std::string& member) {
  static const std::string select_choice = with_pair + R"(
      SELECT p.more, p.solidarity, c.bracket FROM (SELECT 1) one
        LEFT JOIN now_pair p ON true
        LEFT JOIN price_solidarity.choice c ON c.org_id = $1 AND c.member_number = $3)";
  HALLE_TRY(rows, call.query(select_choice, call.organisation(), call.now(), member));
  v1::Choice reply;
  reply.set_bracket(static_cast<v1::Bracket>(rows[0].number(2)));
  if (rows[0].is_null(0)) return reply;
  reply.mutable_coefficients()->set_more(static_cast<int>(rows[0].number(0)));
  reply.mutable_coefficients()->set_solidarity(static_cast<int>(rows[0].number(1)));
  return reply;
}

void set_choice(sdk::Call& call, const std::string& member, v1::Bracket bracket) {
  if (bracket == v1::BRACKET_UNSPECIFIED) {
    call.queue("DELETE FROM price_solidarity.choice WHERE org_id = $1 AND member_number = $2",
               call.organisation(), member);
    return;
  }
  call.queue(
      "INSERT INTO price_solidarity.choice (org_id, member_number, bracket) "
      "VALUES ($1, $2, $3) ON CONFLICT (org_id, member_number) "
      "DO UPDATE SET bracket = excluded.bracket",
      call.organisation(), member, static_cast<int>(bracket));
}

}  // namespace halle::price_solidarity::store
