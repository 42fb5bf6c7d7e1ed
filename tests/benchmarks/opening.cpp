#include "tests/benchmarks/opening.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cmath>
#include <iostream>
#include <random>

#include "halle/hub/v1/hub.halle.hpp"
#include "tests/benchmarks/web_client.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using Steady = std::chrono::steady_clock;
constexpr int products = 1200;
constexpr int reads = 4;  // that make up the page
constexpr int basket = 10;
constexpr int connections = 400;
constexpr int jars = 50;
constexpr const char* rare = "RARE";
constexpr std::chrono::milliseconds between_touches{1500};

struct Visitor {
  std::string number;
  std::string token;
  int step = 0;
  Steady::time_point meant;
};

/// All that happens at one opening.
class Opening {
 public:
  Opening(const Running& running, int members, double seconds)
      : coop_(running.create_organisation("opening" + std::to_string(members))),
        client_(io_, running.site(), connections) {
    const net::Client node(running.address());
    Caller caller(node, running.token(), coop_);
    Shop shop(caller);
    shop.add_members(members);
    std::string csv = "code;name;producer;unit;price;vat;available\n";
    for (int i = 0; i < products; ++i)
      csv += code(i) + ";Produit " + std::to_string(i) + ";Ferme " + std::to_string(i % 40) +
             ";kg;2,50;5,5;\n";
    csv += std::string(rare) + ";Miel;Ferme 1;piece;8,00;5,5;" + std::to_string(jars) + "\n";
    shop.import_products(csv);
    cycle_ =
        shop.open_cycle(day_after(format_instant(system_clock()()).substr(0, 10), 5) + "T20:00");
    running.sql("VACUUM ANALYZE");
    hub::v1::AccountsClient accounts(caller);
    for (int m = 1; m <= members; ++m) {
      hub::v1::InviteRequest invite;
      invite.set_number(std::to_string(m));
      hub::v1::IssueTokenRequest issue;
      issue.set_account(must(accounts.invite(invite)).account());
      visitors_.push_back({invite.number(), must(accounts.issue_token(issue)).token(), 0, {}});
    }
    const auto begin = Steady::now();
    for (std::size_t i = 0; i < visitors_.size(); ++i) {
      visitors_[i].meant =
          begin + std::chrono::microseconds(static_cast<std::int64_t>(
                      seconds * 1e6 * static_cast<double>(i) / static_cast<double>(members)));
      wait(visitors_[i]);
    }
  }

  bool run(const Running& running) {
    io_.run();
    const auto held = running.sql(
        "SELECT coalesce(sum(held), 0), count(*) FROM orders.line WHERE "
        "held > 0 AND cycle_id = '" +
        cycle_ + "'");
    const auto confirmed = running.sql(
        "SELECT count(*) FROM orders.member_order WHERE state = 2 AND cycle_id = '" + cycle_ + "'");
    std::cout << "opening of " << visitors_.size() << ": " << confirmed.at(0) << " confirmed, "
              << sold_out_ << " found no honey left, jars held and lines " << held.at(0) << " of "
              << jars << ", " << wrong_ << " wrong " << first_wrong_ << std::endl;
    say("look at the shop", looks_);
    say("a product into the basket", lines_);
    say("confirm", confirms_);
    return wrong_ == 0 && held.at(0) == std::to_string(jars * 1000) + "|" + std::to_string(jars) &&
           confirmed.at(0) == std::to_string(visitors_.size());
  }

 private:
  static std::string code(int number) { return "P" + std::to_string(10'000 + number); }

  static void say(const char* what, std::vector<double>& times) {
    std::sort(times.begin(), times.end());
    const auto at = [&](std::size_t percent) {
      return std::round(10 * times[(times.size() - 1) * percent / 100]) / 10;
    };
    std::cout << "  " << what << ": p50 " << at(50) << " ms, p95 " << at(95) << " ms, p99 "
              << at(99) << " ms" << std::endl;
  }

  void wait(Visitor& visitor) {
    const auto timer = std::make_shared<boost::asio::steady_timer>(io_, visitor.meant);
    timer->async_wait(
        [this, &visitor, timer](const boost::system::error_code&) { touch(visitor); });
  }

  /// First the reads, then the lines, then the confirmation.
  void touch(Visitor& visitor) {
    if (visitor.step == 0) {
      look(visitor, "/halle.kernel.v1.Shell/Get", "");
      orders::v1::ListOffersRequest offers;
      offers.set_cycle(cycle_);
      offers.set_limit(2000);
      look(visitor, "/halle.orders.v1.Cycles/ListOffers", offers.SerializeAsString());
      orders::v1::GetFillingRequest filling;
      filling.set_cycle(cycle_);
      look(visitor, "/halle.orders.v1.Cycles/GetFilling", filling.SerializeAsString());
      orders::v1::GetOrderRequest order;
      order.set_cycle(cycle_);
      order.set_member(visitor.number);
      look(visitor, "/halle.orders.v1.Orders/Get", order.SerializeAsString());
    } else if (visitor.step < reads + basket) {
      set_line(visitor, visitor.step - reads);
    } else {
      orders::v1::ConfirmOrderRequest confirm;
      confirm.set_cycle(cycle_);
      confirm.set_member(visitor.number);
      send(visitor, {"/halle.orders.v1.Orders/Confirm", confirm.SerializeAsString(), true},
           confirms_);
    }
  }

  void look(Visitor& visitor, const std::string& method, const std::string& bytes) {
    send(visitor, {method, bytes, false}, looks_);
  }

  void set_line(Visitor& visitor, int number) {
    orders::v1::SetLinesRequest request;
    request.set_cycle(cycle_);
    request.set_member(visitor.number);
    auto* line = request.add_lines();
    line->set_product(number == 0 ? rare : code(static_cast<int>(random_() % products)));
    line->set_quantity(1000);
    send(visitor, {"/halle.orders.v1.Orders/SetLines", request.SerializeAsString(), true}, lines_);
  }

  void send(Visitor& visitor, const Request& request, std::vector<double>& times) {
    client_.call(
        request, visitor.token, coop_,
        [this, &visitor, &times, meant = visitor.meant](int status, const std::string& body) {
          times.push_back(std::chrono::duration<double, std::milli>(Steady::now() - meant).count());
          note(status, body);
          const int done = ++visitor.step;
          if (done < reads || done > reads + basket) return;
          visitor.meant += between_touches;
          wait(visitor);
        });
  }

  void note(int status, const std::string& body) {
    if (status == 200) return;
    if (body.find("orders.out_of_stock") != std::string::npos)
      ++sold_out_;
    else if (wrong_++ == 0)
      first_wrong_ = std::to_string(status) + " " + body;
  }

  Uuid coop_;
  std::string cycle_;
  boost::asio::io_context io_;
  WebClient client_;
  std::vector<Visitor> visitors_;
  std::mt19937 random_{1};
  std::vector<double> looks_, lines_, confirms_;
  int sold_out_ = 0;
  int wrong_ = 0;
  std::string first_wrong_;
};
}  // namespace

bool play_opening(const Running& running, int members, double seconds) {
  Opening opening(running, members, seconds);
  return opening.run(running);
}

}  // namespace halle::test
