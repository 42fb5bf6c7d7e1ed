#include <map>

#include "plugins/price_solidarity/domain/coefficient.hpp"
#include "plugins/price_solidarity/rpc/services.hpp"
#include "plugins/price_solidarity/store/choices.hpp"

namespace halle::price_solidarity {
namespace {
struct Terms {
  int coefficient = 1000;
  const char* reason = "";
};

Result<std::map<std::string, Terms>> terms_of(sdk::Call& call,
                                              const std::vector<std::string>& members) {
  static const std::string select_terms = store::with_pair + R"(
      SELECT c.member_number, c.bracket, p.more, p.solidarity
        FROM now_pair p JOIN price_solidarity.choice c
          ON c.org_id = $1 AND c.member_number = ANY($3::text[]))";
  HALLE_TRY(rows, call.query(select_terms, call.organisation(), call.now(), members));
  std::map<std::string, Terms> terms;
  for (std::size_t r = 0; r < rows.size(); ++r)
    terms[rows[r].text(0)] =
        rows[r].number(1) == v1::BRACKET_MORE
            ? Terms{static_cast<int>(rows[r].number(2)), "price_solidarity.gives"}
            : Terms{static_cast<int>(rows[r].number(3)), "price_solidarity.pays_less"};
  return terms;
}
}  // namespace

Result<orders::v1::AdjustReply> Prices::adjust(sdk::Call& call,
                                               const orders::v1::AdjustRequest& request) {
  std::vector<std::string> members;
  for (const auto& basket : request.baskets()) members.push_back(basket.member());
  HALLE_TRY(terms, terms_of(call, members));
  orders::v1::AdjustReply reply;
  for (const auto& basket : request.baskets()) {
    const auto found = terms.find(basket.member());
    if (found == terms.end()) continue;
    for (const auto& line : basket.lines()) {
      const auto change = change_of(line.base_cents(), found->second.coefficient);
      if (change == 0) continue;
      auto* out = reply.add_adjustments();
      out->set_cycle(basket.cycle());
      out->set_member(basket.member());
      out->set_code(line.code());
      out->set_cents(change);
      out->set_reason(found->second.reason);
      (*out->mutable_parameters())["percent"] = percent(found->second.coefficient);
      out->set_fund("price_solidarity");
    }
  }
  return reply;
}

}  // namespace halle::price_solidarity
