#include "tests/support/baskets.hpp"

#include <atomic>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "core/base/text/text.hpp"
#include "core/base/time/clock.hpp"
#include "tests/services/orders/oracle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
constexpr int members = 150;

struct Product {
  std::string code;
  std::int64_t price = 0;
  bool by_weight = false;
  bool from_stock = false;
  std::int64_t case_size = 0;
  std::int64_t minimum = 0;
};

struct Basket {
  std::string member;
  std::vector<std::vector<Line>> rounds;  // one call each; later rounds change earlier lines
  std::map<std::string, Line> lines;      // what they come to
  bool confirmed = true;
};

using Random = std::mt19937;

int pick(Random& random, int least, int most) {
  return std::uniform_int_distribution<int>(least, most)(random);
}

Product product_of(int number, Random& random) {
  Product product{"P" + std::to_string(1000 + number), pick(random, 60, 2500), false, false, 0, 0};
  const int kind = pick(random, 0, 9);
  product.by_weight = kind < 3;
  product.from_stock = kind == 9;
  if (kind == 1 || kind == 2) product.case_size = pick(random, 1, 10) * 500;
  if (kind == 2) product.minimum = pick(random, 1, 30) * 1000;
  if (kind >= 6 && kind <= 8) product.case_size = pick(random, 2, 12) * 1000;
  if (kind == 8) product.minimum = pick(random, 1, 20) * 1000;
  return product;
}

std::string csv_of(const std::map<std::string, Product>& products) {
  const auto units = [](std::int64_t thousandths) {
    return thousandths == 0 ? "" : std::to_string(static_cast<double>(thousandths) / 1000);
  };
  std::string csv = "code;name;producer;unit;price;vat;case size;minimum;available\n";
  for (const auto& [name, product] : products)
    csv += product.code + ";" + name + ";Grower " + product.code.substr(4) + ";" +
           (product.by_weight ? "kg" : "piece") + ";" +
           std::to_string(static_cast<double>(product.price) / 100) + ";5,5;" +
           units(product.case_size) + ";" + units(product.minimum) + ";" +
           (product.from_stock ? "9000" : "") + "\n";
  return csv;
}

Line line_of(const Product& product, Random& random) {
  Line line{product.code, 0, 0};
  if (product.by_weight)
    line.quantity = pick(random, 1, 40) * 50;
  else  // what members of a real shop order: four in five lines are for one
    line.quantity = 1000 * (pick(random, 1, 100) <= 79 ? 1 : pick(random, 2, 6));
  if (!product.from_stock && pick(random, 0, 3) == 0)
    line.tolerance = product.by_weight ? pick(random, 0, 40) * 50 : pick(random, 0, 4) * 1000;
  return line;
}

Basket basket_of(const std::vector<std::string>& names,
                 const std::map<std::string, Product>& products, Random& random) {
  Basket basket;
  std::vector<Line> first;
  for (const auto& name : std::set<std::string>(names.begin(), names.end()))
    first.push_back(line_of(products.at(name), random));
  basket.rounds.push_back(first);
  if (pick(random, 1, 100) <= 15) {  // changes her mind about some lines
    std::vector<Line> again;
    for (const auto& line : first)
      if (pick(random, 0, 1) == 0) {
        Line changed = line;
        changed.quantity = pick(random, 0, 3) * 1000;
        again.push_back(changed);
      }
    if (!again.empty()) basket.rounds.push_back(again);
  }
  for (const auto& round : basket.rounds)
    for (const auto& line : round) basket.lines[line.product] = line;
  basket.confirmed = pick(random, 1, 100) <= 97;
  return basket;
}

/// What is to be played: products by name and the baskets of each cycle.
struct Plan {
  std::map<std::string, Product> products;
  std::vector<std::vector<Basket>> cycles;
};

Plan plan_of(const std::string& file, int count, unsigned seed) {
  Random random(seed);
  std::ifstream in(file);
  std::vector<std::vector<std::string>> baskets;
  Plan plan;
  for (std::string row; static_cast<int>(baskets.size()) < count && std::getline(in, row);) {
    auto& names = baskets.emplace_back();
    for (const auto& name : split(row, ','))
      if (!trim(name).empty()) names.push_back(trim(name));
    for (const auto& name : names)
      if (!plan.products.contains(name))
        plan.products[name] = product_of(static_cast<int>(plan.products.size()), random);
  }
  for (std::size_t i = 0; i < baskets.size(); ++i) {
    if (i % members == 0) plan.cycles.emplace_back();
    auto basket = basket_of(baskets[i], plan.products, random);
    basket.member = std::to_string(1 + i % members);
    plan.cycles.back().push_back(std::move(basket));
  }
  return plan;
}

class Player {
 public:
  Player(const Ground& ground, int in_flight) : ground_(ground) {
    for (int i = 0; i < in_flight; ++i) {
      if (i % 8 == 0) clients_.push_back(std::make_unique<net::Client>(ground.address));
      callers_.push_back(
          std::make_unique<Caller>(*clients_.back(), ground.token, ground.organisation));
      callers_.back()->be_patient(std::chrono::seconds(20));
    }
  }

  sdk::Caller& first() { return *callers_.front(); }

  /// All orders of a cycle, as many at a time as there are callers.
  void order(const std::string& cycle, const std::vector<Basket>& baskets, BasketReport& report) {
    std::atomic<std::size_t> next = 0;
    std::atomic<int> calls = 0;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (auto& caller : callers_) {
      threads.emplace_back([&, raw = caller.get()] {
        Shop shop(*raw);
        const auto expect = [&](const auto& result, const std::string& what) {
          ++calls;
          if (result) return;
          const std::lock_guard lock(mutex);
          report.wrong.push_back(what + ": " + result.error().reason + " " + result.error().detail);
        };
        for (std::size_t i = 0; (i = next++) < baskets.size();) {
          const auto& basket = baskets[i];
          for (const auto& round : basket.rounds)
            expect(shop.set(cycle, basket.member, round), "member " + basket.member);
          const bool empty = std::all_of(basket.lines.begin(), basket.lines.end(), [](auto& line) {
            return line.second.quantity + line.second.tolerance == 0;
          });
          if (basket.confirmed && !empty)
            expect(shop.confirm(cycle, basket.member), "confirm of " + basket.member);
        }
      });
    }
    for (auto& thread : threads) thread.join();
    report.calls += calls;
  }

 private:
  const Ground& ground_;
  std::vector<std::unique_ptr<net::Client>> clients_;
  std::vector<std::unique_ptr<Caller>> callers_;
};

std::int64_t cents(std::int64_t price, std::int64_t quantity) {
  return (price * quantity + 500) / 1000;
}

/// Compares a closed cycle with the brute force over the changes that the database holds, and those
/// with what was sent. Adds what members owe to `owed`.
void compare(const Ground& ground, Shop& shop, const std::string& cycle, const Plan& plan,
             const std::vector<Basket>& baskets, std::map<std::string, std::int64_t>& owed,
             BasketReport& report) {
  std::map<std::string, Product> by_code;
  for (const auto& [name, product] : plan.products) by_code[product.code] = product;
  std::set<std::string> confirmed;
  for (const auto& basket : baskets) {
    const auto order = must(shop.order(cycle, basket.member));
    std::map<std::string, Line> left = basket.lines;
    for (const auto& line : order.lines()) {
      const auto found = left.find(line.code());
      if (found == left.end() || found->second.quantity != line.quantity() ||
          found->second.tolerance != line.tolerance())
        report.wrong.push_back("line " + basket.member + " " + line.code() +
                               " is not what was sent");
      left.erase(line.code());
    }
    for (const auto& [code, line] : left)
      if (line.quantity + line.tolerance > 0)
        report.wrong.push_back("line " + basket.member + " " + code + " is missing");
    report.lines += order.lines_size();
    if (order.state() == orders::v1::ORDER_STATE_CONFIRMED) confirmed.insert(basket.member);
  }
  std::map<std::string, std::vector<oracle::Change>> changes;
  for (const auto& row : ground.sql(
           "SELECT c.code, c.member_number, c.version, to_char(c.at, "
           "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), c.firm, c.tolerance FROM orders.line_change c "
           "WHERE c.cycle_id = '" +
           cycle + "'")) {
    const auto cell = split(row, '|');
    if (!confirmed.contains(cell[1])) continue;
    changes[cell[0]].push_back({cell[1], std::stoi(cell[2]), parse_instant(cell[3]).value(),
                                std::stoll(cell[4]), std::stoll(cell[5])});
  }
  auto allotted = shop.allotments(cycle);
  std::map<std::string, orders::v1::SupplierOrder> supplied;
  for (const auto& row : shop.supplier_orders(cycle)) supplied[row.product_code()] = row;
  for (const auto& [code, all] : changes) {
    const auto& product = by_code.at(code);
    std::map<std::string, oracle::Change> newest;
    for (const auto& change : all)
      if (newest[change.member].version < change.version) newest[change.member] = change;
    std::int64_t firm = 0;
    std::int64_t tolerance = 0;
    for (const auto& [member, change] : newest) {
      firm += change.firm;
      tolerance += change.tolerance;
    }
    const std::int64_t quantity =
        product.from_stock ? firm
                           : oracle::quantity(firm, tolerance, product.case_size, product.minimum);
    std::int64_t total = 0;
    for (const auto& [member, share] : oracle::shares(all, quantity)) {
      const auto found = allotted.find({member, code});
      if (found == allotted.end() || found->second != share)
        report.wrong.push_back("allotment " + member + " " + code + " should be " +
                               std::to_string(share));
      if (found != allotted.end()) allotted.erase(found);
      total += cents(product.price, share);
      owed[member] -= cents(product.price, share);
    }
    if (product.from_stock) continue;
    const auto row = supplied[code];
    if (row.items() != quantity || row.total_cents() != total ||
        row.cases() != (product.case_size == 0 ? 0 : quantity / product.case_size))
      report.wrong.push_back("supplier order of " + code + " should be " +
                             std::to_string(quantity) + ", " + std::to_string(total) + " cents");
    supplied.erase(code);
  }
  for (const auto& [key, quantity] : allotted)
    report.wrong.push_back("allotment " + key.first + " " + key.second + " that nobody asked for");
  for (const auto& [code, row] : supplied)
    report.wrong.push_back("supplier order of " + code + " that nobody asked for");
}

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}
}  // namespace

BasketReport play_baskets(const Ground& ground, const std::string& file, int count, int in_flight,
                          unsigned seed) {
  const Plan plan = plan_of(file, count, seed);
  Player player(ground, in_flight);
  Shop shop(player.first());
  shop.add_members(members);
  shop.import_products(csv_of(plan.products));
  const std::string today = format_instant(system_clock()()).substr(0, 10);
  std::map<std::string, std::int64_t> owed;
  BasketReport report;
  for (const auto& baskets : plan.cycles) {
    const auto cycle = shop.open_cycle(day_after(today, 7 * ++report.cycles) + "T20:00");
    auto start = std::chrono::steady_clock::now();
    player.order(cycle, baskets, report);
    report.ordering_seconds += since(start);
    start = std::chrono::steady_clock::now();
    must(shop.close(cycle));
    report.closing_seconds += since(start);
    report.baskets += static_cast<int>(baskets.size());
    compare(ground, shop, cycle, plan, baskets, owed, report);
  }
  std::erase_if(owed, [](const auto& balance) { return balance.second == 0; });
  if (shop.balances() != owed)
    report.wrong.emplace_back("balances are not what the sheets come to");
  return report;
}

}  // namespace halle::test
