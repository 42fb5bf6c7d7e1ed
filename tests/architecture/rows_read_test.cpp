// Whoever asks for one thing has one read: sessions plan a statement once, so that one which is
// meant for one row and for all reads all.
#include <gtest/gtest.h>

#include <functional>
#include <utility>

#include "tests/services/shifts/planning.hpp"

namespace halle::test {
namespace {
class RowsRead : public Shifts {
 protected:
  static constexpr int there_are = 200;
  static constexpr int asked = 20;

  /// Rows that sessions fetched from a table so far. The nodes' sessions end first: that is when
  /// the server has counted all they did.
  std::int64_t rows_read(const std::string& table) {
    installation.restart();
    std::int64_t read = 0;
    EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] {
      const auto now =
          std::stoll(installation.sql("SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM "
                                      "pg_stat_user_tables WHERE schemaname || '.' || relname = '" +
                                      table + "'")[0]);
      return std::exchange(read, now) == now && now > 0;
    }));
    return read;
  }
  /// Asks `asked` times for one of the rows of a table.
  void expect_few(const std::string& table, const std::function<void(sdk::Caller&)>& ask) {
    const auto before = rows_read(table);
    Caller caller = installation.as_operator(coop);
    caller.be_patient(std::chrono::seconds(10));
    for (int n = 0; n < asked; ++n) ask(caller);
    EXPECT_LT(rows_read(table) - before, asked * there_are / 4) << table;
  }
};

TEST_F(RowsRead, OneOfManyIsFoundByItsKey) {
  Shop shop(staff);
  shop.import_products("code;nom;producteur;unité;prix ttc;tva\nAIL;Ail;Potager;kg;9,00;5,5\n");
  std::string cycle;
  for (int n = 0; n < there_are; ++n) cycle = shop.open_cycle("2026-12-04T20:00");
  for (int n = 0; n < there_are; ++n) {
    sv::SetLeaveRequest leave;
    leave.mutable_leave()->set_member(std::to_string(1 + n % 20));
    leave.mutable_leave()->set_from(day_after("2026-04-01", n));
    leave.mutable_leave()->set_until(leave.leave().from());
    must(hours.set_leave(leave));
  }
  installation.settle();
  expect_few("orders.cycle", [&](sdk::Caller& caller) { Shop(caller).cycle(cycle); });
  expect_few("shifts.leave", [&](sdk::Caller& caller) {
    sv::ListLeavesRequest request;
    request.set_member("7");
    EXPECT_EQ(must(sv::HoursClient(caller).list_leaves(request)).leaves_size(), 10);
  });
}

}  // namespace
}  // namespace halle::test
