#include <map>

#include "plugins/price_solidarity/domain/coefficient.hpp"
#include "plugins/price_solidarity/rpc/services.hpp"
#include "plugins/price_solidarity/store/choices.hpp"

namespace halle::price_solidarity {
namespace {
struct Price {
  int coefficient = 1000;
  const char* reason = "";
};

Price price_of(const store::Terms& terms) {
  return terms.bracket == v1::BRACKET_MORE ? Price{terms.more, "price_solidarity.gives"}
                                           : Price{terms.solidarity, "price_solidarity.pays_less"};
}
}  // namespace

Result<orders::v1::AdjustReply> Prices::adjust(sdk::Call& call,
                                               const orders::v1::AdjustRequest& request) {
  std::vector<std::string> members;
  for (const auto& basket : request.baskets()) members.push_back(basket.member());
  HALLE_TRY(terms, store::terms_of(call, members));
  std::map<std::string, Price> prices;
  for (const auto& one : terms) prices[one.member_number] = price_of(one);
  orders::v1::AdjustReply reply;
  for (const auto& basket : request.baskets()) {
    const auto found = prices.find(basket.member());
    if (found == prices.end()) continue;
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
