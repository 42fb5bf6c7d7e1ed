#include "services/membership/store/member_rows.hpp"

namespace halle::membership::store {

Result<std::vector<v1::Member>> members(sdk::Call& call, std::string_view number) {
  HALLE_TRY(rows, call.query(R"(
      SELECT id, number, name, first_name, email, telephone, street, post_code, town, joined_on,
             standing
        FROM membership.member WHERE org_id = $1 AND ($2 = '' OR number = $2)
       ORDER BY length(number), number)",
                             call.organisation(), number));
  std::vector<v1::Member> all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto& member = all.emplace_back();
    member.set_id(row.text(0));
    member.set_number(row.text(1));
    member.set_name(row.text(2));
    member.set_first_name(row.text(3));
    member.set_email(row.text(4));
    member.set_telephone(row.text(5));
    member.set_street(row.text(6));
    member.set_post_code(row.text(7));
    member.set_town(row.text(8));
    member.set_joined_on(row.text(9));
    member.set_standing(static_cast<v1::Standing>(row.number(10)));
  }
  return all;
}

}  // namespace halle::membership::store
