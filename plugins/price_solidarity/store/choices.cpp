#include "plugins/price_solidarity/store/choices.hpp"

namespace halle::price_solidarity::store {
namespace {
// `now_pair`: the coefficients of now, no row if there are none. $1 organisation, $2 now.
const std::string with_pair = R"(
    WITH now_pair AS MATERIALIZED (
      SELECT more, solidarity FROM price_solidarity.coefficient
       WHERE org_id = $1 AND since <= $2 ORDER BY since DESC LIMIT 1))";
}  // namespace

Result<std::vector<Coefficients>> list_coefficients(sdk::Call& call) {
  return call.query<Coefficients>(
      "SELECT more, solidarity, since FROM price_solidarity.coefficient "
      "WHERE org_id = $1 ORDER BY since DESC LIMIT 20",
      call.organisation());
}

void set_coefficients(sdk::Call& call, const v1::Pair& pair) {
  call.queue(
      "INSERT INTO price_solidarity.coefficient (org_id, since, more, solidarity) "
      "VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, since) "
      "DO UPDATE SET more = excluded.more, solidarity = excluded.solidarity",
      call.organisation(), call.now(), pair.more(), pair.solidarity());
}

Result<Choice> choice(sdk::Call& call, const std::string& member) {
  static const std::string select_choice = with_pair + R"(
      SELECT c.bracket, p.more, p.solidarity FROM (SELECT 1) one
        LEFT JOIN now_pair p ON true
        LEFT JOIN price_solidarity.choice c ON c.org_id = $1 AND c.member_number = $3)";
  return call.get<Choice>(select_choice, call.organisation(), call.now(), member);
}

Result<std::vector<Terms>> terms_of(sdk::Call& call, const std::vector<std::string>& members) {
  static const std::string select_terms = with_pair + R"(
      SELECT c.member_number, c.bracket, p.more, p.solidarity
        FROM now_pair p JOIN price_solidarity.choice c
          ON c.org_id = $1 AND c.member_number = ANY($3::text[]))";
  return call.query<Terms>(select_terms, call.organisation(), call.now(), members);
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
      call.organisation(), member, bracket);
}

}  // namespace halle::price_solidarity::store
