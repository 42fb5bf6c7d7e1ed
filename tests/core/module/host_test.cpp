// What the host does around a module's handler, with a module that is nothing but a statement.
#include "core/module/host.hpp"

#include <gtest/gtest.h>

#include "core/db/block.hpp"
#include "core/db/migrator.hpp"
#include "core/testing/must.hpp"
#include "core/testing/server.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;
using harness::must;

constexpr const char* schema = R"(
  CREATE SEQUENCE trial.tries;
  CREATE FUNCTION trial.meet(p_times int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    IF nextval('trial.tries') <= p_times THEN
      RAISE EXCEPTION 'met another' USING ERRCODE = 'serialization_failure';
    END IF;
  END $$;)";

/// A module whose only method runs a statement.
class Host : public testing::Test {
 protected:
  void SetUp() override {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    auto& server = *must(harness::Server::get());
    must(server.create_database(name));
    must(db::migrate(server.admin(name), {{"trial", {{1, "trial", schema}}, false, {}}},
                     [] { return Status(Done{}); }));
    database_ = std::make_unique<db::Database>(server.app(name));
    environment_ = std::make_unique<module::Environment>(
        module::Environment{*database_, router_, descriptors_, system_clock(),
                            [this](std::chrono::milliseconds time) { pauses_.push_back(time); }});
    module_.manifest.set_id("trial");
    module_.role = "trial_rw";
    module_.table.methods = &method_;
    module_.table.method_count = 1;
    module_.table.state = this;
    module_.table.invoke = [](const halle_module* self, std::size_t, halle_call* call,
                              const halle_call_info*, halle_slice, halle_sink sink, void* to) {
      const auto& sql = static_cast<Host*>(self->state)->sql_;
      module::host_table().query(call, {sql.data(), sql.size()}, nullptr, 0, 1, sink, to);
    };
  }

  Result<std::string> call(const Uuid& organisation, std::chrono::milliseconds limit = 10s) {
    bus::MethodRules rules;
    rules.name = name_;
    rules.mutates = true;
    bus::Context context;
    context.method = name_;
    context.organisation = organisation;
    context.operation_id = make_uuid_v7(++calls_);
    context.deadline = std::chrono::steady_clock::now() + limit;
    return module::native_handler(*environment_, module_, rules)(context, rules, "");
  }

  std::string sql_;
  std::vector<std::chrono::milliseconds> pauses_;
  std::unique_ptr<db::Database> database_;

 private:
  const std::string name_ = "/trial.Trial/Do";
  const halle_slice method_{name_.data(), name_.size()};
  std::int64_t calls_ = 0;
  bus::Router router_;
  bus::Descriptors descriptors_;
  module::Module module_;
  std::unique_ptr<module::Environment> environment_;
};

const Uuid here = make_uuid_v7(1);

TEST_F(Host, TriesACallThatMetAnotherAgainAfterPausesThatGrow) {
  sql_ = "SELECT trial.meet(3)";
  must(call(here));
  ASSERT_EQ(pauses_.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_GE(pauses_[i], 5ms * (1 << i));
    EXPECT_LE(pauses_[i], 10ms * (1 << i));
  }
}

TEST_F(Host, GivesUpACallThatMeetsOthersForEver) {
  sql_ = "SELECT trial.meet(1000)";
  const auto reply = call(here);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::aborted);
  EXPECT_EQ(pauses_.size(), 4u);
}

TEST_F(Host, PreparesNothingThatIsOneAssociationsOrOneCalls) {
  sql_ = "SELECT 1";
  for (int n = 0; n < 40; ++n)
    must(call(make_uuid_v7(n), std::chrono::milliseconds(2000 + 17 * n)));
  const auto session = must(database_->for_this_thread());
  session->queue(
      "SELECT statement FROM pg_prepared_statements WHERE statement ~ '[0-9]{2}|[0-9]s'");
  const auto block = must(session->wait());
  const db::BlockView rows(block);
  for (std::size_t row = 0; row < rows.rows(); ++row) ADD_FAILURE() << rows.cell(row, 0);
}

TEST_F(Host, EndsALateStatementAndKeepsTheSession) {
  sql_ = "SELECT pg_backend_pid()";
  const auto first = must(call(here));
  sql_ = "SELECT pg_sleep(20)";
  const auto late = call(here, 300ms);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reason, "halle.too_late");
  sql_ = "SELECT pg_backend_pid()";
  EXPECT_EQ(must(call(here)), first);
}

TEST_F(Host, LetsNoStatementLeaveAnythingInTheSession) {
  for (const auto* sql :
       {"SELECT pg_advisory_lock(1)", "SELECT pg_advisory_lock_shared(1, 2)",
        "SELECT pg_try_advisory_lock(1, 2)", "SELECT pg_try_advisory_lock_shared(1)",
        "SELECT set_config('search_path', 'trial', false)",
        "UPDATE pg_settings SET setting = '1' WHERE name = 'statement_timeout'",
        "SELECT 1 AS n INTO TEMP kept",
        "WITH one AS (SELECT 1 AS n) SELECT n INTO TEMP kept FROM one",
        "SELECT query_to_xml('CREATE TEMP TABLE kept (n int)', true, true, '')",
        "PREPARE kept AS SELECT 1", "LISTEN kept", "DECLARE kept CURSOR WITH HOLD FOR SELECT 1",
        "SET statement_timeout = 1", "DO $$ BEGIN PERFORM pg_advisory_lock(1); END $$"}) {
    sql_ = sql;
    EXPECT_FALSE(call(here)) << sql;
  }
  sql_ = "SELECT pg_advisory_xact_lock(1), pg_try_advisory_xact_lock(2)";
  EXPECT_TRUE(call(here)) << "a lock of the transaction goes with it";
  const auto session = must(database_->for_this_thread());
  session->queue(
      "SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'), "
      "(SELECT count(*) FROM pg_class WHERE relpersistence = 't'), "
      "(SELECT count(*) FROM pg_cursors WHERE is_holdable), "
      "(SELECT count(*) FROM pg_listening_channels()), current_setting('statement_timeout'), "
      "current_setting('search_path')");
  const auto block = must(session->wait());
  const db::BlockView left(block);
  for (std::size_t column = 0; column < 4; ++column) EXPECT_EQ(left.cell(0, column), "0") << column;
  EXPECT_EQ(left.cell(0, 4), "10s");
  EXPECT_EQ(left.cell(0, 5), "\"\"");
}

}  // namespace
}  // namespace halle::test
