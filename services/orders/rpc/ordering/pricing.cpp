#include "services/orders/rpc/ordering/pricing.hpp"

#include <map>

#include "core/base/text/text.hpp"
#include "halle/orders/v1/orders.halle.hpp"

namespace halle::orders {
namespace {
constexpr std::int64_t most_cents = 1'000'000'000;
constexpr int most_parameters = 5;

/// Whether a key or name is short and has plain letters only.
bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

/// Whether the fund belongs to the module.
bool may_move(const std::string& module, const std::string& fund) {
  return is_key(fund) && (fund == module || fund.starts_with(module + "."));
}

bool takes_parameters(const v1::PriceAdjustment& said, std::string& lines) {
  if (said.parameters_size() > most_parameters) return false;
  const std::map<std::string, std::string> ordered(said.parameters().begin(),
                                                   said.parameters().end());
  for (const auto& [name, value] : ordered) {
    if (!is_key(name) || !is_plain_text(value, 40)) return false;
    lines += (lines.empty() ? "" : "\n") + name + "=" + value;
  }
  return true;
}

using Lines = std::map<std::string, Bases>;  // by cycle

Lines lines_of(const v1::AdjustRequest& baskets) {
  Lines lines;
  for (const auto& basket : baskets.baskets())
    for (const auto& line : basket.lines())
      lines[basket.cycle()][{basket.member(), line.code()}] = line.base_cents();
  return lines;
}

void cap(const Lines& lines, std::vector<BasketChange>& changes) {
  for (const auto& [cycle, bases] : lines) {
    std::vector<PriceChange> of_cycle;
    for (const auto& change : changes)
      if (change.cycle == cycle) of_cycle.push_back(change.row.change);
    cap_to_prices(of_cycle, bases);
    auto capped = of_cycle.begin();
    for (auto& change : changes)
      if (change.cycle == cycle) change.row.change = *capped++;
  }
}
}  // namespace

Result<PriceChanges> ask_prices(sdk::Call& call, const v1::AdjustRequest& baskets) {
  HALLE_TRY(answers, v1::PricingClient(call).adjust(baskets));
  PriceChanges all;
  all.asked = !answers.empty();
  if (!all.asked) return all;
  const Lines lines = lines_of(baskets);
  for (const auto& [module, version, reply] : answers) {
    for (const auto& said : reply.adjustments()) {
      std::string parameters;
      const auto cycle = lines.find(said.cycle());
      if (cycle == lines.end() || !cycle->second.contains({said.member(), said.code()}) ||
          said.cents() > most_cents || said.cents() < -most_cents || !is_key(said.reason()) ||
          !may_move(module, said.fund()) || !takes_parameters(said, parameters))
        return Error{Code::unavailable, "halle.filler_failed", module + ": orders.bad_adjustment"};
      if (said.cents() == 0) continue;
      all.changes.push_back(
          {said.cycle(),
           {{said.member(), said.code(), module, said.fund(), said.cents(), said.cents()},
            said.reason(),
            parameters,
            version}});
    }
  }
  cap(lines, all.changes);
  return all;
}

PriceChanges look_at_prices(sdk::Call& call, const v1::AdjustRequest& baskets) {
  if (baskets.baskets().empty()) return {};
  auto found = ask_prices(call, baskets);
  if (found) return std::move(found).value();
  call.log("prices without adjustments: " + found.error().reason + " " + found.error().detail);
  return {true, true, {}};
}

Status ask_may_order(sdk::Call& call, const std::string& cycle, const std::string& member) {
  v1::MayOrderRequest request;
  request.set_cycle(cycle);
  request.set_member(member);
  HALLE_TRY(answers, v1::PricingClient(call).may_order(request));
  for (const auto& answer : answers)
    if (!answer.reply.reason().empty())
      return Error{Code::failed_precondition, answer.reply.reason(), answer.module};
  return Done{};
}

}  // namespace halle::orders
