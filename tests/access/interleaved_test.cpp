// Transactions of several associations on few sessions, many of which break off: none ever sees or
// touches another's rows, through the frame and the pool that calls go through.
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <pqxx/pqxx>
#include <random>

#include "core/bus/routing/pool.hpp"
#include "core/db/block.hpp"
#include "core/db/migrator.hpp"
#include "core/module/frame.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
constexpr std::size_t connections = 4;
constexpr std::size_t associations = 8;
constexpr int rows_each = 3;
constexpr unsigned one_kill_in = 500;

constexpr const char* schema = R"(
  CREATE TABLE trial.tally (org_id uuid, n int, times bigint NOT NULL, PRIMARY KEY (org_id, n));
  CREATE TABLE trial.note (org_id uuid, number int, operation uuid NOT NULL, times int NOT NULL,
                           PRIMARY KEY (org_id, number));
  GRANT SELECT, INSERT, UPDATE, DELETE ON trial.tally, trial.note TO trial_rw;)";

db::Param text(const std::string& value) {
  return {db::Param::Kind::text, value};
}

/// A database with a module's schema of its own, and what the transactions on it were told.
class Interleaved : public testing::Test {
 protected:
  void SetUp() override {
    {
      pqxx::connection admin(server().admin());
      pqxx::nontransaction(admin).exec("CREATE DATABASE interleaved");
    }
    must(db::migrate(server().admin("interleaved"), {{"trial", {{1, "trial", schema}}, false, {}}},
                     [] { return Status(Done{}); }));
    admin_ = std::make_unique<pqxx::connection>(server().admin("interleaved"));
    for (std::size_t i = 0; i < associations; ++i) {
      organisations_.push_back(make_uuid_v7(static_cast<std::int64_t>(i)));
      for (int n = 0; n < rows_each; ++n)
        ask("INSERT INTO trial.tally VALUES ('" + organisations_.back().text() + "', " +
            std::to_string(n) + ", 0)");
    }
    database_ = std::make_unique<db::Database>(server().app("interleaved"));
  }

  /// With administrator's rights, which see everything; the first cell.
  std::string ask(const std::string& query) {
    const std::lock_guard lock(mutex_);
    pqxx::nontransaction tx(*admin_);
    const auto rows = tx.exec(query);
    return rows.empty() ? "" : rows[0][0].c_str();
  }

  void transact(unsigned number);
  const Uuid& organisation_of(unsigned number) const {
    return organisations_[std::mt19937(number)() % associations];
  }

  std::mutex mutex_;
  std::unique_ptr<pqxx::connection> admin_;
  std::unique_ptr<db::Database> database_;
  std::vector<Uuid> organisations_;
  std::atomic<int> foreign_rows_ = 0;
  std::atomic<int> own_rows_ = 0;
  std::atomic<int> committed_ = 0;
  std::atomic<int> failed_ = 0;
};

void Interleaved::transact(unsigned number) {
  std::mt19937 random(number);
  const Uuid& own = organisations_[random() % associations];
  const std::string own_text = own.text();
  const std::string other = organisations_[random() % associations].text();
  bus::Context context;
  context.method = "/trial.Tally/Change";
  context.organisation = own;
  context.operation_id = make_uuid_v7(number);
  context.principal = bus::Principal::operator_account();
  context.deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(random() % 2 ? 10 : 60);
  bus::MethodRules rules;
  rules.name = context.method;
  rules.mutates = random() % 4 != 0;
  const std::string role = "trial_rw";
  const std::string hash = sha256(own_text);
  module::Frame frame(*database_, role, context, rules, hash);
  const auto look = [&](std::string_view sql, const std::vector<db::Param>& params = {}) {
    const bool wait = random() % 3 != 0;
    const auto block = frame.query(sql, params, wait);
    if (!block || !wait) return;
    const db::BlockView view(block.value());
    for (std::size_t r = 0; r < view.rows(); ++r)
      ++(view.cell(r, 0) == own_text ? own_rows_ : foreign_rows_);
  };
  int times = 0;
  for (auto step = random() % 6; step > 0; --step) {
    if (number % one_kill_in == 0 && step == 1)
      ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'halle_app' AND "
          "datname = 'interleaved' ORDER BY pid OFFSET " +
          std::to_string(random() % connections) + " LIMIT 1");
    switch (random() % (rules.mutates ? 10 : 4)) {
      case 0:
      case 1:
        look("SELECT org_id, n FROM trial.tally");
        break;
      case 2:
        if (other != own_text)
          look("SELECT org_id FROM trial.note WHERE org_id = $1", {text(other)});
        break;
      case 3:
        if (random() % 16 == 0) look("SELECT 1 / n FROM trial.tally");
        break;
      case 4:
      case 5:
      case 6:
        look("UPDATE trial.tally SET times = times + 1 RETURNING org_id");
        ++times;
        break;
      case 7:
        look("DELETE FROM trial.note WHERE org_id <> $1 RETURNING org_id", {text(own_text)});
        break;
      case 8:
        if (other != own_text && random() % 8 == 0)
          look("INSERT INTO trial.tally (org_id, n, times) VALUES ($1, 9, 0)", {text(other)});
        break;
      default:
        frame.rollback();
        times = 0;
        break;
    }
  }
  if (rules.mutates)
    (void)frame.query(
        "INSERT INTO trial.note (org_id, number, operation, times) VALUES ($1, $2, $3, $4)",
        {text(own_text), text(std::to_string(number)), text(context.operation_id.text()),
         text(std::to_string(times))},
        false);
  if (random() % 4 == 0)
    frame.rollback();
  else if (!frame.commit("reply"))
    ++failed_;
  else if (rules.mutates)
    ++committed_;
}

TEST_F(Interleaved, NoTransactionEverSeesOrTouchesForeignRows) {
  const auto transactions = static_cast<unsigned>(setting("HALLE_TRANSACTIONS", 10'000));
  bus::WorkerPool pool(connections, 2 * transactions);  // one lane takes half
  for (unsigned number = 0; number < transactions; ++number)
    pool.post([this, number] { transact(number); });
  pool.stop();
  EXPECT_EQ(foreign_rows_, 0);
  EXPECT_GT(own_rows_, static_cast<int>(transactions));
  EXPECT_GT(committed_, static_cast<int>(transactions) / 4);
  EXPECT_GT(failed_, static_cast<int>(transactions) / 50);
  // What was committed is all there, of whom it was; a session that was killed may have done so
  // too.
  const int notes = std::stoi(ask("SELECT count(*) FROM trial.note"));
  EXPECT_GE(notes, committed_);
  EXPECT_LE(notes, committed_ + static_cast<int>(transactions / one_kill_in * connections));
  std::string expected;
  for (unsigned number = 0; number < transactions; ++number)
    expected += (number ? ",('" : "('") + organisation_of(number).text() + "'::uuid," +
                std::to_string(number) + ")";
  EXPECT_EQ(ask("SELECT count(*) FROM trial.note JOIN (VALUES " + expected +
                ") o (id, number) USING (number) WHERE id <> org_id"),
            "0");
  EXPECT_EQ(ask("SELECT count(*) FROM trial.tally t WHERE times <> (SELECT coalesce(sum(times), 0) "
                "FROM trial.note n WHERE n.org_id = t.org_id)"),
            "0");
  EXPECT_EQ(ask("SELECT count(*) FROM trial.tally"), std::to_string(associations * rows_each));
  EXPECT_EQ(
      ask("SELECT count(*) FROM trial.note n JOIN halle.operation o ON o.id = n.operation AND "
          "o.org_id = n.org_id"),
      std::to_string(notes));
  EXPECT_EQ(ask("SELECT count(*) FROM halle.audit"), std::to_string(notes));
}

}  // namespace
}  // namespace halle::test
