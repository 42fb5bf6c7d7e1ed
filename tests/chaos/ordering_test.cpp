// A shop whose members go on ordering: what they change again and again takes no more room than
// what there is, for the database cleans up meanwhile. HALLE_ORDERING_SECONDS makes it an hour
// (tests/faults).
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>

#include "core/base/text/text.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr const char* products =
    "code;name;producer;unit;price;vat;case size;available\n"
    "CAROTTE;Carotte;Potager;kg;2,60;5,5;;\n"
    "LENTILLE;Lentilles;Moulin;piece;3,00;5,5;3;\n"
    "MIEL;Miel;Rucher;piece;8,00;5,5;;100000\n";
constexpr int callers = 4;
constexpr int members = 16;
constexpr auto thinking = 30ms;  // of a caller, between two calls

/// Changes lines of the caller's own members until then.
void order(const Running& running, const Uuid& coop, const std::string& cycle, int caller_number,
           Steady::time_point until) {
  std::mt19937 random(static_cast<unsigned>(caller_number));
  const net::Client client(running.address());
  Caller caller(client, running.token(), coop);
  caller.be_patient(60s);
  Shop shop(caller);
  const std::vector<std::string> codes{"CAROTTE", "LENTILLE", "MIEL"};
  while (Steady::now() < until) {
    const auto member =
        std::to_string(caller_number + 1 + callers * (random() % (members / callers)));
    const auto set =
        shop.set(cycle, member,
                 {{codes[random() % 3], static_cast<std::int64_t>(1 + random() % 9) * 1000, 0}});
    ASSERT_TRUE(set) << set.error().reason << " " << set.error().detail;
    std::this_thread::sleep_for(thinking);
  }
}

TEST(Ordering, TablesAreCleanedUpAndStaySmall) {
  const int seconds = setting("HALLE_ORDERING_SECONDS", 20);
  Running running;
  if (seconds < 600) {  // the server looks once a minute
    running.sql("ALTER SYSTEM SET autovacuum_naptime = '1s'");
    running.sql("SELECT pg_reload_conf()");
  }
  const Uuid coop = running.create_organisation("coop");
  std::string cycle;
  {
    const net::Client client(running.address());
    Caller caller(client, running.token(), coop);
    Shop shop(caller);
    shop.add_members(members);
    shop.import_products(products);
    cycle =
        shop.open_cycle(day_after(format_instant(system_clock()()).substr(0, 10), 3) + "T20:00");
  }
  std::vector<std::thread> ordering;
  for (int n = 0; n < callers; ++n)
    ordering.emplace_back(
        [&, n] { order(running, coop, cycle, n, Steady::now() + std::chrono::seconds(seconds)); });
  for (auto& caller : ordering) caller.join();

  const auto comes = [&](const std::string& query) {
    return eventually(90s, [&] { return running.sql(query) == std::vector<std::string>{"0"}; });
  };
  // The record of a call is written twice: half of what was written is of no use.
  EXPECT_TRUE(
      comes("SELECT count(*) FROM pg_stat_user_tables WHERE autovacuum_count = 0 AND "
            "relid = 'halle.operation'::regclass"));
  EXPECT_TRUE(
      comes("SELECT count(*) FROM pg_stat_user_tables WHERE autoanalyze_count = 0 AND "
            "n_tup_ins + n_tup_upd + n_tup_del > 1000 + n_live_tup / 2"));
  EXPECT_TRUE(comes("SELECT count(*) FROM pg_stat_user_tables WHERE n_tup_upd < " +
                    std::to_string(3 * members * 3) + " AND relid = 'orders.line'::regclass"))
      << "changed again and again";
  for (const auto& table : running.sql("SELECT relid::regclass FROM pg_stat_user_tables")) {
    const auto sizes = split(running.sql("SELECT pg_relation_size('" + table +
                                         "'), coalesce(sum(pg_column_size(t.*)) + "
                                         "28 * count(*), 0) FROM " +
                                         table + " t")[0],
                             '|');
    EXPECT_LE(std::stol(sizes[0]), 3 * std::stol(sizes[1]) + 512 * 1024) << table;
  }
}

}  // namespace
}  // namespace halle::test
