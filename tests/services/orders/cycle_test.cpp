// Order cycles through a node's gRPC port, on one node and on two: offers, orders, holds, the close
// and what it leaves.
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <pqxx/pqxx>
#include <thread>

#include "core/sdk/time.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "tests/services/orders/oracle.hpp"
#include "tests/support/baskets.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;

constexpr const char* catalogue_csv =
    "code;nom;producteur;unité;prix ttc;prix d'achat ht;tva;colis;minimum;disponible\n"
    "CAROTTE;Carotte;Potager;kg;2,60;2,00;5,5;;;\n"
    "LENTILLE;Lentilles;Moulin;pièce;3,00;;5,5;3;;\n"
    "FARINE;Farine;Moulin;kg;1,20;;5,5;5;10;\n"
    "OEUF;Œufs;Ferme;pièce;2,50;;5,5;;20;\n"
    "MIEL;Miel;Rucher;pièce;8,00;;5,5;;;3\n"
    "CIRE;Cire;Rucher;pièce;4,00;;20;;;10\n";

class Cycle : public testing::TestWithParam<const char*> {
 protected:
  ManualClock clock{"2026-11-24T10:00:00Z"};
  Installation installation{GetParam(), clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  Shop shop{staff};
  std::string cycle;

  void SetUp() override {
    shop.add_members(20);
    shop.import_products(catalogue_csv);
    cycle = shop.open_cycle("2026-12-04T20:00");
    installation.settle();
  }
  void TearDown() override {
    EXPECT_EQ(installation.broken_invariants(), std::vector<std::string>{});
  }

  std::int64_t available(const std::string& code) {
    for (const auto& offer : shop.offers(cycle))
      if (offer.code() == code) return offer.available();
    return -1;
  }
  void order(const std::string& member, const std::vector<Line>& lines) {
    must(shop.set(cycle, member, lines));
    must(shop.confirm(cycle, member));
    clock.advance(1s);
  }
  bool closes_by_itself() {
    return eventually(
        20s, [&] { return shop.cycle(cycle).cycle().state() == orders::v1::CYCLE_STATE_CLOSED; });
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, Cycle, testing::Values(one_box, two_nodes));

TEST_P(Cycle, APriceChangedLaterDoesNotTouchOffers) {
  order("1", {{"CAROTTE", 1350}});
  const auto report =
      shop.import_products(
              "code;nom;producteur;unité;prix;tva\nCAROTTE;Carotte;Potager;kg;9,99;5,5\n")
          .report();
  EXPECT_EQ(report.updated(), 1);
  EXPECT_EQ(shop.offers(cycle).at(0).price_cents(), 260);
  EXPECT_EQ(must(shop.order(cycle, "1")).total_cents(), 351);
  must(shop.close(cycle));
  EXPECT_EQ(shop.balances(), (std::map<std::string, std::int64_t>{{"1", -351}}));
  const auto sheet = shop.supplier_orders(cycle);
  ASSERT_EQ(sheet.size(), 1u);
  EXPECT_EQ(sheet[0].items(), 1350);
  EXPECT_EQ(sheet[0].total_cents(), 351);
  EXPECT_EQ(sheet[0].cost_total_cents(), 270);
}

TEST_P(Cycle, CasesAndFirstComeAllotment) {
  order("1", {{"LENTILLE", 3000, 2000}});
  order("2", {{"LENTILLE", 1000, 3000}});
  order("3", {{"LENTILLE", 1000}});
  must(shop.close(cycle));
  const auto got = shop.allotments(cycle);
  EXPECT_EQ(got.at({"1", "LENTILLE"}), 4000);
  EXPECT_EQ(got.at({"2", "LENTILLE"}), 1000);
  EXPECT_EQ(got.at({"3", "LENTILLE"}), 1000);
  const auto sheet = shop.supplier_orders(cycle);
  ASSERT_EQ(sheet.size(), 1u);
  EXPECT_EQ(sheet[0].cases(), 2);
  EXPECT_EQ(sheet[0].items(), 6000);
  EXPECT_EQ(shop.balances(),
            (std::map<std::string, std::int64_t>{{"1", -1200}, {"2", -300}, {"3", -300}}));
}

TEST_P(Cycle, UnderTheMinimumNothingIsOrdered) {
  order("1", {{"OEUF", 12000}, {"FARINE", 7500, 2000}});
  must(shop.close(cycle));
  EXPECT_EQ(shop.supplier_orders(cycle).size(), 0u);
  EXPECT_EQ(shop.allotments(cycle).at({"1", "OEUF"}), 0);
  EXPECT_EQ(shop.balances().size(), 0u);
}

TEST_P(Cycle, OnlyConfirmedOrdersCountAndStayConfirmedWhenChanged) {
  must(shop.set(cycle, "1", {{"CAROTTE", 1000}}));
  EXPECT_EQ(must(shop.set(cycle, "2", {{"CAROTTE", 1000}})).state(),
            orders::v1::ORDER_STATE_UNCONFIRMED);
  must(shop.confirm(cycle, "2"));
  EXPECT_EQ(must(shop.set(cycle, "2", {{"CAROTTE", 2000}})).state(),
            orders::v1::ORDER_STATE_CONFIRMED);
  order("3", {{"CAROTTE", 1000}});
  must(shop.cancel(cycle, "3"));
  const auto closed = must(shop.close(cycle)).result();
  EXPECT_EQ(closed.confirmed_size(), 1);
  EXPECT_EQ(closed.unconfirmed_size(), 1);
  EXPECT_EQ(closed.unconfirmed(0), "1");
  EXPECT_EQ(closed.total_cents(), 520);
  EXPECT_EQ(shop.allotments(cycle).size(), 1u);
}

TEST_P(Cycle, NothingChangesAfterTheCloseAndClosingTwiceChangesNothing) {
  order("1", {{"CAROTTE", 1000}, {"MIEL", 1000}});
  EXPECT_FALSE(must(shop.close(cycle)).was_closed());
  const auto rows = installation.sql("SELECT count(*) FROM orders.posting");
  EXPECT_TRUE(must(shop.close(cycle)).was_closed());
  EXPECT_EQ(installation.sql("SELECT count(*) FROM orders.posting"), rows);
  EXPECT_EQ(shop.set(cycle, "1", {{"CAROTTE", 2000}}).error().reason, "orders.cycle_closed");
  EXPECT_EQ(shop.confirm(cycle, "1").error().reason, "orders.cycle_closed");
  EXPECT_EQ(shop.cancel(cycle, "1").error().reason, "orders.cycle_closed");
  EXPECT_EQ(must(shop.order(cycle, "1")).lines_size(), 2);
}

TEST_P(Cycle, AMemberSuspendedMeanwhileIsReportedAndKeepsHerOrder) {
  order("1", {{"CAROTTE", 1000}});
  shop.set_standing("1", membership::v1::STANDING_SUSPENDED);
  installation.settle();
  EXPECT_EQ(shop.set(cycle, "1", {{"CAROTTE", 2000}}).error().reason, "orders.member_suspended");
  const auto closed = must(shop.close(cycle)).result();
  ASSERT_EQ(closed.suspended_size(), 1);
  EXPECT_EQ(closed.suspended(0), "1");
  EXPECT_EQ(shop.allotments(cycle).at({"1", "CAROTTE"}), 1000);
}

TEST_P(Cycle, StockIsHeldForHalfAnHour) {
  const auto set = must(shop.set(cycle, "1", {{"MIEL", 2000}}));
  EXPECT_TRUE(set.has_held_until());
  EXPECT_EQ(available("MIEL"), 1000);
  const auto refused = shop.set(cycle, "2", {{"CIRE", 1000}, {"MIEL", 2000}});
  EXPECT_EQ(refused.error().reason, "orders.out_of_stock");
  EXPECT_EQ(refused.error().fields.at(0).value, "MIEL: 1");
  EXPECT_EQ(available("CIRE"), 10000) << "all lines or none";
  clock.advance(29min);
  EXPECT_EQ(available("MIEL"), 1000);
  clock.advance(1min);
  ASSERT_TRUE(eventually(20s, [&] { return available("MIEL") == 3000; }));
  must(shop.set(cycle, "2", {{"MIEL", 2000}}));
  must(shop.confirm(cycle, "2"));
  // Her hold has lapsed, and too little is left.
  EXPECT_EQ(shop.confirm(cycle, "1").error().reason, "orders.out_of_stock");
  must(shop.set(cycle, "2", {{"MIEL", 1000}}));
  must(shop.confirm(cycle, "1"));
  EXPECT_EQ(available("MIEL"), 0);
  clock.advance(24h);
  must(shop.close(cycle));
  EXPECT_EQ(shop.allotments(cycle).at({"1", "MIEL"}), 2000);
  EXPECT_EQ(shop.supplier_orders(cycle).size(), 0u) << "what is in stock is not ordered again";
  EXPECT_EQ(shop.balances(), (std::map<std::string, std::int64_t>{{"1", -1600}, {"2", -800}}));
}

TEST_P(Cycle, StockIsNotHeldLongerByAskingAgain) {
  const auto until = [&](const Result<orders::v1::SetLinesReply>& reply) {
    return must(reply).has_held_until()
               ? format_instant(sdk::instant_of(reply.value().held_until())).substr(11, 5)
               : std::string();
  };
  EXPECT_EQ(until(shop.set(cycle, "1", {{"MIEL", 3000}})), "10:30");
  clock.advance(20min);
  EXPECT_EQ(until(shop.set(cycle, "1", {{"MIEL", 3000}})), "10:30") << "the same line";
  EXPECT_EQ(until(shop.set(cycle, "1", {{"MIEL", 2000}})), "10:30") << "another quantity";
  EXPECT_EQ(available("MIEL"), 1000);
  must(shop.cancel(cycle, "1"));
  EXPECT_EQ(until(shop.set(cycle, "1", {{"CIRE", 1000}, {"MIEL", 3000}})), "10:30")
      << "after a cancellation; of another product from now on";
  must(shop.set(cycle, "1", {{"MIEL", 0}}));
  EXPECT_EQ(available("MIEL"), 3000);
  EXPECT_EQ(until(shop.set(cycle, "1", {{"MIEL", 3000}})), "10:30") << "set to nothing meanwhile";
  EXPECT_EQ(available("MIEL"), 0);
  clock.advance(10min);
  EXPECT_EQ(until(shop.set(cycle, "1", {{"MIEL", 3000}})), "") << "whether the job has run or not";
  ASSERT_TRUE(eventually(20s, [&] { return available("MIEL") == 3000; }));
  EXPECT_EQ(until(shop.set(cycle, "1", {{"MIEL", 2000}})), "");
  EXPECT_EQ(until(shop.set(cycle, "1", {{"MIEL", 3000}})), "");
  EXPECT_EQ(available("MIEL"), 3000) << "for others to take";
  EXPECT_EQ(shop.set(cycle, "1", {{"MIEL", 4000}}).error().fields.at(0).value, "MIEL: 3")
      << "there are no more than that";
  must(shop.set(cycle, "2", {{"MIEL", 1000}}));
  EXPECT_EQ(shop.confirm(cycle, "1").error().fields.at(0).value, "MIEL: 2");
  must(shop.set(cycle, "1", {{"MIEL", 2000}}));
  must(shop.confirm(cycle, "1"));
  EXPECT_EQ(available("MIEL"), 0) << "confirmed";
  must(shop.set(cycle, "1", {{"MIEL", 1000}}));
  EXPECT_EQ(available("MIEL"), 1000) << "and changed";
}

TEST_P(Cycle, ClosesAtItsHourOnceAlsoWhenTheMachineSlept) {
  order("1", {{"CAROTTE", 1000}});
  clock.set("2026-12-04T18:59:59Z");
  must(shop.set(cycle, "1", {{"CAROTTE", 1500}}));
  clock.set("2026-12-07T08:00:00Z");  // asleep over the hour (20:00 in Paris) and the weekend
  EXPECT_EQ(shop.set(cycle, "1", {{"CAROTTE", 2000}}).error().reason, "orders.cycle_closed");
  ASSERT_TRUE(closes_by_itself());
  clock.advance(1h);
  installation.restart();
  auto caller = installation.as_operator(coop);
  Shop after(caller);
  EXPECT_TRUE(must(after.close(cycle)).was_closed());
  EXPECT_EQ(after.balances(), (std::map<std::string, std::int64_t>{{"1", -390}}));
  EXPECT_EQ(installation.sql("SELECT count(*) FROM orders.entry"), std::vector<std::string>{"1"});
}

TEST_P(Cycle, LastJarsAreSoldOnce) {
  for (int round = 0; round < setting("HALLE_ROUNDS", 20); ++round) {
    const std::string race = shop.open_cycle("2026-12-04T20:00", {"Rucher"});
    std::vector<std::thread> clients;
    std::atomic<int> sold = 0;
    std::atomic<int> refused = 0;
    for (int client = 0; client < 50; ++client) {
      clients.emplace_back([&, client] {
        auto caller = installation.as_operator(coop);
        const auto set = Shop(caller).set(race, std::to_string(1 + client % 20), {{"MIEL", 1000}});
        if (set)
          ++sold;
        else if (set.error().reason == "orders.out_of_stock")
          ++refused;
        else
          ADD_FAILURE() << set.error().reason << " " << set.error().detail;
      });
    }
    for (auto& client : clients) client.join();
    EXPECT_EQ(sold + refused, 50);
    EXPECT_EQ(installation.sql("SELECT available, (SELECT sum(held) FROM orders.line l WHERE "
                               "l.cycle_id = o.cycle_id) FROM orders.offer o WHERE cycle_id = '" +
                               race + "' AND code = 'MIEL'"),
              std::vector<std::string>{"0|3000"});
  }
}

// A cycle that is opened twice is there twice, whatever the request says: only the operation keeps
// its twin from a second effect.
TEST_P(Cycle, OneOperationFromTwoConnectionsHasOneEffectAndOneAnswer) {
  orders::v1::OpenCycleRequest request;
  request.set_name("twice");
  request.set_closes("2026-12-04T20:00");
  request.set_pickup("2026-12-05");
  const int rounds = setting("HALLE_ROUNDS", 20);
  for (int round = 0; round < rounds; ++round) {
    const Uuid id = make_uuid_v7(round);
    std::vector<std::string> answers(2);
    std::vector<std::thread> twins;
    for (auto& answer : answers) {
      twins.emplace_back([&] {
        auto caller = installation.as_operator(coop);
        caller.next_operation(id);
        const auto reply = orders::v1::CyclesClient(caller).open(request);
        answer = reply ? reply.value().SerializeAsString() : reply.error().reason;
      });
    }
    for (auto& twin : twins) twin.join();
    EXPECT_EQ(answers[0], answers[1]);
  }
  EXPECT_EQ(installation.sql("SELECT count(*) FROM orders.cycle WHERE name = 'twice'"),
            std::vector<std::string>{std::to_string(rounds)});
}

TEST_P(Cycle, OrdersThatRaceTheCloseAreInOrOut) {
  std::atomic<int> answered = 0;
  std::map<std::pair<std::string, std::string>, std::int64_t> acknowledged;
  for (int member = 1; member <= 8; ++member) {
    order(std::to_string(member), {{"CAROTTE", 1000}});
    acknowledged[{std::to_string(member), "CAROTTE"}] = 1000;
  }
  std::vector<std::thread> members;  // begin when all have ordered: the first ones may close
  for (auto& [of, last] : acknowledged) {
    members.emplace_back([&, number = of.first, &last = last] {
      auto caller = installation.as_operator(coop);
      Shop own(caller);
      for (int quantity = 2; quantity <= 200; ++quantity) {
        const auto set = own.set(cycle, number, {{"CAROTTE", quantity * 1000}});
        if (!set) {
          EXPECT_EQ(set.error().reason, "orders.cycle_closed");
          return;
        }
        last = quantity * 1000;
        if (++answered == 100) must(own.close(cycle));
      }
      ADD_FAILURE() << "the cycle never closed";
    });
  }
  for (auto& member : members) member.join();
  EXPECT_EQ(shop.cycle(cycle).cycle().state(), orders::v1::CYCLE_STATE_CLOSED);
  EXPECT_EQ(shop.allotments(cycle), acknowledged);
}

TEST_P(Cycle, AMemberIsKnownBeforeItsEventArrives) {
  pqxx::connection admin(server().admin(installation.database()));
  {
    // No event is logged meanwhile, so none arrives.
    pqxx::work blocked(admin);
    blocked.exec("LOCK TABLE halle.event_log IN EXCLUSIVE MODE");
    shop.add_members(21);
    must(shop.set(cycle, "21", {{"CAROTTE", 1000}}));
    must(shop.confirm(cycle, "21"));
  }
  installation.settle();
}

TEST_P(Cycle, ACoordinatorSeesHowFarItIs) {
  order("1", {{"CAROTTE", 1500}, {"OEUF", 3000, 1000}});
  order("2", {{"CAROTTE", 333}});
  must(shop.set(cycle, "3", {{"OEUF", 9000}}));  // not confirmed: does not count
  orders::v1::GetCycleRequest request;
  request.set_cycle(cycle);
  const auto progress = must(orders::v1::CyclesClient(staff).get_progress(request));
  EXPECT_EQ(progress.overview().confirmed_size(), 2);
  EXPECT_EQ(progress.overview().unconfirmed(0), "3");
  ASSERT_EQ(progress.filling_size(), 2);
  EXPECT_EQ(progress.filling(0).firm(), 1833);
  std::int64_t owed = 0;
  for (const auto* number : {"1", "2"}) owed += must(shop.order(cycle, number)).total_cents();
  EXPECT_EQ(progress.ordered_cents(), owed);
  auto anne = installation.as(installation.create_account(coop, "member", "1"), coop);
  EXPECT_EQ(orders::v1::CyclesClient(anne).get_progress(request).error().reason,
            "halle.not_allowed");
}

/// A stream of gRPC-Web as the gateway sends it, one message after the other.
class Stream {
 public:
  Stream(const std::string& site, const std::string& token, const std::string& method,
         const Uuid& organisation, const std::string& message) {
    const auto colon = site.rfind(':');
    const std::string body = std::string(4, '\0') + static_cast<char>(message.size()) + message;
    socket_.connect({boost::asio::ip::make_address(site.substr(0, colon)),
                     static_cast<unsigned short>(std::stoi(site.substr(colon + 1)))});
    boost::asio::write(
        socket_, boost::asio::buffer("POST " + method + " HTTP/1.1\r\nHost: " + site +
                                     "\r\nContent-Type: application/grpc-web+proto"
                                     "\r\nAuthorization: Bearer " +
                                     token + "\r\nhalle-organisation: " + organisation.text() +
                                     "\r\nContent-Length: " + std::to_string(body.size()) +
                                     "\r\n\r\n" + body));
    head_ = line();
    while (!line().empty()) {
    }
  }

  const std::string& head() const { return head_; }

  /// The next message; empty once the stream ends, or when none came for 20 s.
  template <class Message>
  std::optional<Message> next() {
    Message message;
    const std::string head = bytes(5);  // flags, then the length
    if (head.size() < 5 || head[0] != 0) return std::nullopt;
    std::size_t size = 0;
    for (int i = 1; i < 5; ++i)
      size = size << 8 | static_cast<unsigned char>(head[static_cast<std::size_t>(i)]);
    if (!message.ParseFromString(bytes(size))) return std::nullopt;
    return message;
  }

 private:
  /// More of what the socket has; false at its end or if nothing comes.
  bool read() {
    boost::system::error_code failed = boost::asio::error::timed_out;
    std::array<char, 4096> part;
    std::size_t size = 0;
    socket_.async_read_some(boost::asio::buffer(part), [&](const auto& error, std::size_t got) {
      failed = error;
      size = got;
    });
    io_.restart();
    io_.run_for(20s);
    if (failed) {
      socket_.close();
      io_.restart();
      io_.run();
      return false;
    }
    raw_.append(part.data(), size);
    return true;
  }
  std::string line() {
    std::size_t end = 0;
    while ((end = raw_.find("\r\n")) == std::string::npos)
      if (!read()) return {};
    const std::string found = raw_.substr(0, end);
    raw_.erase(0, end + 2);
    return found;
  }
  /// Of the body, whose chunks end where they like.
  std::string bytes(std::size_t count) {
    while (body_.size() < count) {
      const std::string size = line();
      if (size.empty()) return {};
      const std::size_t chunk = std::stoul(size, nullptr, 16);
      while (raw_.size() < chunk + 2)
        if (!read()) return {};
      body_ += raw_.substr(0, chunk);
      raw_.erase(0, chunk + 2);
      if (chunk == 0) return {};
    }
    const std::string found = body_.substr(0, count);
    body_.erase(0, count);
    return found;
  }

  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_{io_};
  std::string head_, raw_, body_;
};

TEST_P(Cycle, ACoordinatorIsToldWhatChanges) {
  orders::v1::GetCycleRequest request;
  request.set_cycle(cycle);
  Stream stream(installation.site(), installation.create_account(coop, "coordinator"),
                "/halle.orders.v1.Cycles/WatchProgress", coop, request.SerializeAsString());
  EXPECT_EQ(stream.head(), "HTTP/1.1 200 OK");
  std::string last;
  // The next that differs: after a silence the same one comes again.
  const auto next = [&]() -> std::optional<orders::v1::CycleProgress> {
    for (int again = 0; again < 3; ++again) {
      auto told = stream.next<orders::v1::CycleProgress>();
      if (told && told->SerializeAsString() == last) continue;
      if (told) last = told->SerializeAsString();
      return told;
    }
    return std::nullopt;
  };
  const auto first = next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->overview().unconfirmed_size() + first->overview().confirmed_size(), 0);
  must(shop.set(cycle, "20", {{"CAROTTE", 1500}}));
  const auto begun = next();
  ASSERT_TRUE(begun);
  ASSERT_EQ(begun->overview().unconfirmed_size(), 1);
  EXPECT_EQ(begun->overview().unconfirmed(0), "20");
  must(shop.confirm(cycle, "20"));
  const auto confirmed = next();
  ASSERT_TRUE(confirmed);
  EXPECT_EQ(confirmed->overview().unconfirmed_size(), 0);
  ASSERT_EQ(confirmed->overview().confirmed_size(), 1);
  EXPECT_EQ(confirmed->overview().confirmed(0), "20");
}

TEST_P(Cycle, AMemberReadsHerOrdersAndHerAccount) {
  clock.advance(1min);
  const std::string second = shop.open_cycle("2026-12-11T20:00");
  order("1", {{"CAROTTE", 1500}, {"OEUF", 3000, 1000}});
  order("2", {{"OEUF", 2000}});
  must(shop.set(cycle, "3", {{"OEUF", 9000}}));  // not confirmed: fills no case
  must(shop.set(second, "1", {{"MIEL", 1000}}));
  orders::v1::GetFillingRequest filling;
  filling.set_cycle(cycle);
  const auto rows = must(orders::v1::CyclesClient(staff).get_filling(filling)).rows();
  ASSERT_EQ(rows.size(), 2);
  EXPECT_EQ(rows[1].code(), "OEUF");
  EXPECT_EQ(rows[1].firm(), 5000);
  EXPECT_EQ(rows[1].tolerance(), 1000);
  must(shop.close(cycle));
  auto anne = installation.as(installation.create_account(coop, "member", "1"), coop);
  orders::v1::ListOrdersRequest mine;
  mine.set_member("1");
  const auto list = must(orders::v1::OrdersClient(anne).list(mine)).orders();
  ASSERT_EQ(list.size(), 2);
  EXPECT_EQ(list[0].cycle().id(), second);
  EXPECT_EQ(list[0].state(), orders::v1::ORDER_STATE_UNCONFIRMED);
  EXPECT_EQ(list[0].total_cents(), 800);
  EXPECT_EQ(list[1].lines(), 2);
  EXPECT_EQ(list[1].total_cents(), 390) << "no case of eggs was filled";
  orders::v1::GetStatementRequest account;
  account.set_member("1");
  const auto statement = must(orders::v1::AccountsClient(anne).get_statement(account));
  EXPECT_EQ(statement.balance_cents(), -390);
  ASSERT_EQ(statement.movements_size(), 1);
  EXPECT_EQ(statement.movements(0).amount_cents(), -390);
  EXPECT_EQ(statement.movements(0).cycle(), cycle);
  for (const auto* stranger : {"2", "999", ""}) {
    mine.set_member(stranger);
    account.set_member(stranger);
    EXPECT_EQ(orders::v1::OrdersClient(anne).list(mine).error().reason, "orders.member_unknown");
    EXPECT_EQ(orders::v1::AccountsClient(anne).get_statement(account).error().reason,
              "orders.member_unknown");
  }
}

TEST_P(Cycle, OneCycleThatCannotCloseHoldsUpNoOther) {
  const std::string later = shop.open_cycle("2026-12-04T20:30");
  installation.sql(
      "INSERT INTO orders.supply (org_id, cycle_id, code, firm, tolerance, cases, "
      "quantity, total_cents) SELECT org_id, cycle_id, code, 0, 0, 0, 0, 0 "
      "FROM orders.offer WHERE cycle_id = '" +
      cycle + "' AND code = 'CAROTTE' RETURNING 1");
  order("1", {{"CAROTTE", 1000}});
  clock.set("2026-12-04T20:00:00Z");
  EXPECT_TRUE(eventually(
      20s, [&] { return shop.cycle(later).cycle().state() == orders::v1::CYCLE_STATE_CLOSED; }));
  EXPECT_EQ(shop.cycle(cycle).cycle().state(), orders::v1::CYCLE_STATE_OPEN);
  installation.sql("DELETE FROM orders.supply WHERE cycle_id = '" + cycle + "' RETURNING 1");
  clock.advance(10s);
  EXPECT_TRUE(closes_by_itself());
}

/// The short form of what tests/bench plays whole.
TEST(Baskets, RealBasketsComeOutAsBruteForceSays) {
  for (const auto* composition : {one_box, two_nodes}) {
    Installation installation(composition);
    const Uuid coop = installation.create_organisation("coop");
    const auto report =
        play_baskets({installation.address(), "the-operator", coop,
                      [&](const std::string& query) { return installation.sql(query); }},
                     HALLE_SOURCE_DIR "/tests/data/groceries_baskets_9835.csv", 450, 32, 20261204);
    EXPECT_EQ(report.wrong, std::vector<std::string>{});
    EXPECT_EQ(report.baskets, 450);
    EXPECT_EQ(report.cycles, 3);
    EXPECT_EQ(installation.broken_invariants(), std::vector<std::string>{});
  }
}

/// The same week on one node and on two gives the same words.
TEST(Topology, TwoNodesGiveTheSameTranscriptAsOne) {
  std::vector<std::string> transcripts;
  for (const auto* composition : {one_box, two_nodes}) {
    ManualClock clock("2026-11-24T10:00:00Z");
    Installation installation(composition, clock.clock());
    auto staff = installation.as_operator(installation.create_organisation("coop"));
    Shop shop(staff);
    shop.add_members(5);
    std::string out = shop.import_products(catalogue_csv).SerializeAsString();
    const auto cycle = shop.open_cycle("2026-12-04T20:00");
    installation.settle();
    const auto say = [&](const auto& result) {
      out += result ? result.value().SerializeAsString() : result.error().reason;
      for (const auto& field : result ? std::vector<FieldViolation>{} : result.error().fields)
        out += " " + field.field + " " + field.reason + " " + field.value;
      out += "\n";
      clock.advance(1s);
    };
    say(shop.set(cycle, "1", {{"CAROTTE", 1350}, {"LENTILLE", 2000, 2000}}));
    say(shop.set(cycle, "2", {{"MIEL", 3000}}));
    say(shop.set(cycle, "3", {{"MIEL", 1000}}));
    say(shop.set(cycle, "3", {{"NAVET", 1000}}));
    say(shop.set(cycle, "9", {{"CAROTTE", 1000}}));
    say(shop.confirm(cycle, "1"));
    say(shop.confirm(cycle, "2"));
    say(shop.confirm(cycle, "4"));
    say(shop.cancel(cycle, "2"));
    shop.set_standing("1", membership::v1::STANDING_LEFT);
    installation.settle();
    say(shop.order(cycle, "1"));
    say(shop.close(cycle));
    for (const auto& row : shop.supplier_orders(cycle)) out += row.SerializeAsString();
    for (const auto& [member, balance] : shop.balances())
      out += member + " " + std::to_string(balance) + "\n";
    std::size_t at = 0;
    while ((at = out.find(cycle, at)) != std::string::npos) out.replace(at, cycle.size(), "CYCLE");
    transcripts.push_back(out);
  }
  EXPECT_EQ(transcripts[0], transcripts[1]);
}

}  // namespace
}  // namespace halle::test
