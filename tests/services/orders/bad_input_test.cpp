// Wrong requests: each is answered with its stable reason and changes no row.
#include <gtest/gtest.h>

#include "halle/hub/v1/hub.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;

class BadInput : public testing::TestWithParam<const char*> {
 protected:
  ManualClock clock{"2026-11-24T10:00:00Z"};
  Installation installation{GetParam(), clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Uuid other = installation.create_organisation("other");
  Caller staff = installation.as_operator(coop);
  Caller strangers = installation.as_operator(other);
  Shop shop{staff};
  Shop other_shop{strangers};
  std::string open, closed, foreign, token;

  void SetUp() override {
    for (auto* each : {&shop, &other_shop}) {
      each->add_members(3);
      each->import_products(
          "code;name;producer;unit;price;vat;case size;available\n"
          "CAROTTE;Carotte;Potager;kg;2,60;5,5;;\nMIEL;Miel;Rucher;piece;8;5,5;;3\n"
          "LENTILLE;Lentilles;Moulin;piece;3;5,5;3;\n");
    }
    closed = shop.open_cycle("2026-12-01T20:00");
    must(shop.close(closed));
    open = shop.open_cycle("2026-12-04T20:00");
    foreign = other_shop.open_cycle("2026-12-04T20:00");
    shop.set_standing("3", membership::v1::STANDING_SUSPENDED);
    must(shop.set(open, "1", {{"CAROTTE", 1000}}));
    token = installation.create_account(coop, "member", "1");
    installation.settle();
    // What jobs have to do is done.
    for (auto* each : {&staff, &strangers}) must(shifts::v1::HoursClient(*each).settle({}));
  }

  /// Every row of every table but those that move by themselves, and what the frame keeps of jobs'
  /// calls.
  std::string rows() const {
    std::string query = "SELECT md5(string_agg(t.x, ',' ORDER BY t.x)) FROM (SELECT '' AS x";
    for (const auto& table : installation.sql(
             "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('halle', "
             "'membership', 'catalogue', 'orders') AND tablename NOT IN ('job', 'consumer') "
             "ORDER BY 1"))
      query += " UNION ALL SELECT '" + table + "' || r::text FROM " + table + " r" +
               (table == "halle.operation" ? " WHERE principal <> 'kernel'" : "");
    return installation.sql(query + ") t").at(0);
  }

  template <class Call>
  void refused(const std::string& reason, Code code, Call call) {
    const auto before = rows();
    const auto result = call();
    ASSERT_FALSE(result) << reason;
    EXPECT_EQ(result.error().reason, reason);
    EXPECT_EQ(result.error().code, code) << reason;
    EXPECT_EQ(rows(), before) << reason;
  }
  void line_refused(const std::string& reason, Code code, const Line& line) {
    refused(reason, code, [&] { return shop.set(open, "1", {line}); });
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, BadInput, testing::Values(one_box, two_nodes));

TEST_P(BadInput, Lines) {
  const auto most = std::numeric_limits<std::int64_t>::max();
  line_refused("orders.bad_quantity", Code::invalid_argument, {"CAROTTE", -1});
  line_refused("orders.bad_quantity", Code::invalid_argument, {"CAROTTE", 1000, -1000});
  line_refused("orders.bad_quantity", Code::invalid_argument, {"CAROTTE", most});
  line_refused("orders.bad_quantity", Code::invalid_argument, {"CAROTTE", 1000, most});
  line_refused("orders.not_whole", Code::invalid_argument, {"LENTILLE", 1500});
  line_refused("orders.not_whole", Code::invalid_argument, {"LENTILLE", 1000, 1});
  line_refused("orders.stock_has_no_tolerance", Code::invalid_argument, {"MIEL", 1000, 1000});
  line_refused("orders.out_of_stock", Code::failed_precondition, {"MIEL", 4000});
  line_refused("orders.product_unknown", Code::not_found, {"NAVET", 1000});
  line_refused("orders.product_unknown", Code::not_found, {"'; DROP TABLE orders.line; --", 1000});
  line_refused("halle.request_unreadable", Code::invalid_argument,
               {std::string("CAROTTE\0X", 9), 1000});
  line_refused("halle.request_unreadable", Code::invalid_argument, {"\xC3\x28", 1000});
  refused("orders.product_twice", Code::invalid_argument, [&] {
    return shop.set(open, "1", {{"CAROTTE", 1000}, {"CAROTTE", 2000}});
  });
  refused("orders.no_lines", Code::invalid_argument, [&] { return shop.set(open, "1", {}); });
  refused("orders.too_many_lines", Code::invalid_argument,
          [&] { return shop.set(open, "1", std::vector<Line>(501)); });
}

TEST_P(BadInput, Cycles) {
  const Line line{"CAROTTE", 1000};
  const auto unknown = make_uuid_v7(1).text();
  for (const auto& cycle : {unknown, std::string("not an id"), std::string(), foreign}) {
    refused("orders.cycle_unknown", Code::not_found, [&] { return shop.set(cycle, "1", {line}); });
    refused("orders.cycle_unknown", Code::not_found, [&] { return shop.confirm(cycle, "1"); });
    refused("orders.cycle_unknown", Code::not_found, [&] { return shop.cancel(cycle, "1"); });
    refused("orders.cycle_unknown", Code::not_found, [&] { return shop.order(cycle, "1"); });
    refused("orders.cycle_unknown", Code::not_found, [&] { return shop.close(cycle); });
    refused("orders.cycle_unknown", Code::not_found, [&] { return shop.page(cycle, "", 50); });
  }
  refused("orders.cycle_closed", Code::failed_precondition,
          [&] { return shop.set(closed, "1", {line}); });
  refused("orders.cycle_closed", Code::failed_precondition,
          [&] { return shop.confirm(closed, "1"); });
  orders::v1::CyclesClient cycles(staff);
  orders::v1::GetSheetRequest sheet;
  sheet.set_cycle(open);
  refused("orders.cycle_open", Code::failed_precondition,
          [&] { return cycles.get_allotments(sheet); });
  const auto opening = [&](const std::string& name, const std::string& closes,
                           const std::string& pickup, const std::string& producer) {
    orders::v1::OpenCycleRequest request;
    request.set_name(name);
    request.set_closes(closes);
    request.set_pickup(pickup);
    if (!producer.empty()) request.add_producers(producer);
    return [&cycles, request] { return cycles.open(request); };
  };
  const std::string day = "2026-12-05";
  const std::string hour = "2026-12-04T20:00";
  refused("orders.bad_name", Code::invalid_argument, opening(" ", hour, day, ""));
  refused("orders.bad_closing_time", Code::invalid_argument, opening("x", "demain", day, ""));
  refused("orders.bad_closing_time", Code::invalid_argument,
          opening("x", "2026-02-30T20:00", day, ""));
  refused("orders.closes_in_the_past", Code::invalid_argument,
          opening("x", "2026-11-24T10:59", day, ""));
  refused("orders.bad_day", Code::invalid_argument, opening("x", hour, "2026-02-29", ""));
  refused("orders.pickup_before_close", Code::invalid_argument,
          opening("x", hour, "2026-12-03", ""));
  refused("orders.producer_unknown", Code::invalid_argument, opening("x", hour, day, "Nobody"));
}

TEST_P(BadInput, People) {
  const Line line{"CAROTTE", 1000};
  refused("orders.member_unknown", Code::not_found, [&] { return shop.set(open, "99", {line}); });
  refused("orders.member_unknown", Code::not_found, [&] { return shop.set(open, "", {line}); });
  refused("orders.member_unknown", Code::not_found, [&] { return shop.confirm(open, "99"); });
  refused("orders.member_unknown", Code::not_found, [&] { return shop.order(open, "99"); });
  refused("orders.member_suspended", Code::failed_precondition,
          [&] { return shop.set(open, "3", {line}); });
  refused("orders.order_empty", Code::failed_precondition, [&] { return shop.confirm(open, "2"); });
  refused("orders.order_empty", Code::failed_precondition, [&] { return shop.cancel(open, "2"); });
  auto anne = installation.as(token, coop);
  Shop hers(anne);
  // Another member reads like one that is not there.
  refused("orders.member_unknown", Code::not_found, [&] { return hers.set(open, "2", {line}); });
  refused("orders.member_unknown", Code::not_found, [&] { return hers.confirm(open, "2"); });
  refused("orders.member_unknown", Code::not_found, [&] { return hers.cancel(open, "2"); });
  refused("orders.member_unknown", Code::not_found, [&] { return hers.order(open, "2"); });
  refused("halle.not_allowed", Code::permission_denied, [&] { return hers.close(open); });
  const auto before = rows();
  must(hers.set(open, "1", {line}));
  EXPECT_NE(rows(), before) << "what is compared here sees every row";
  auto elsewhere = installation.as(token, other);
  refused("halle.not_allowed", Code::permission_denied,
          [&] { return Shop(elsewhere).set(foreign, "1", {line}); });
}

TEST_P(BadInput, Calls) {
  const Line line{"CAROTTE", 1000};
  const auto as = [&](const std::string& with) {
    return [this, with, line] {
      auto caller = installation.as(with, coop);
      return Shop(caller).set(open, "1", {line});
    };
  };
  refused("halle.sign_in_first", Code::unauthenticated, as(""));
  refused("halle.token_invalid", Code::unauthenticated, as("0123456789abcdef"));
  refused("halle.token_invalid", Code::unauthenticated, as(token.substr(1) + "0"));
  const auto raw = [&](std::string_view method, const std::string& bytes, const Uuid& organisation,
                       const Uuid& id) {
    return installation.client().call(method, bytes, {"the-operator", organisation, id, 10s});
  };
  orders::v1::CloseCycleRequest close;
  close.set_cycle(open);
  const std::string bytes = close.SerializeAsString();
  constexpr const char* method = "/halle.orders.v1.Cycles/Close";
  const Uuid id = make_uuid_v7(7);
  refused("halle.operation_id_missing", Code::invalid_argument,
          [&] { return raw(method, bytes, coop, {}); });
  refused("halle.organisation_missing", Code::invalid_argument,
          [&] { return raw(method, bytes, {}, id); });
  refused("halle.no_such_method", Code::unimplemented,
          [&] { return raw(method, bytes, make_uuid_v7(8), id); });
  refused("halle.request_unreadable", Code::invalid_argument,
          [&] { return raw(method, "\xFF\xFF\xFF", coop, id); });
  refused("halle.request_too_large", Code::resource_exhausted,
          [&] { return raw(method, std::string(2 << 20, 'x'), coop, id); });
  refused("halle.request_too_large", Code::resource_exhausted,
          [&] { return raw(method, std::string(30 << 20, 'x'), coop, id); });
  refused("halle.no_such_method", Code::unimplemented,
          [&] { return raw("/halle.orders.v1.Cycles/Delete", bytes, coop, id); });
  refused("halle.not_allowed", Code::permission_denied,
          [&] { return raw("/halle.orders.v1.Cycles/CloseDue", "", coop, id); });
  clock.advance(31 * 24h);
  EXPECT_EQ(as(token)().error().reason, "halle.token_invalid");
}

}  // namespace
}  // namespace halle::test
