// A session of the database: what the server sees of it, and what is left of it after a failure.
#include "core/db/connection.hpp"

#include <gtest/gtest.h>

#include "core/db/block.hpp"
#include "core/sdk/testing/must.hpp"
#include "core/sdk/testing/server.hpp"

namespace halle::test {
namespace {
using db::BlockView;
using db::Connection;
using harness::must;

harness::Server& server() {
  return *must(harness::Server::get());
}

/// An empty database with two sessions.
class Sessions : public testing::Test {
 protected:
  std::unique_ptr<Connection> one_;
  std::unique_ptr<Connection> other_;

  static std::string name() {
    return testing::UnitTest::GetInstance()->current_test_info()->name();
  }
  void SetUp() override {
    must(server().create_database(name()));
    one_ = must(Connection::open(server().admin(name())));
    other_ = must(Connection::open(server().admin(name())));
    run(*one_, "CREATE TABLE public.line (n int PRIMARY KEY)");
  }

  /// The first cell of a statement's answer; `failed` if it was refused.
  static std::string run(Connection& session, const std::string& sql) {
    session.queue("BEGIN");
    const auto place = session.queue(sql);
    session.queue("COMMIT");
    const auto block = session.wait(place);
    if (!block) return "failed";
    const BlockView rows(block.value());
    return rows.rows() == 0 ? "" : std::string(rows.cell(0, 0));
  }
};

TEST_F(Sessions, AServerFreesWhatASessionHoldsThatIsIdleInATransaction) {
  one_->queue("BEGIN");
  one_->queue("SET LOCAL idle_in_transaction_session_timeout = '100ms'");
  one_->queue("LOCK TABLE public.line");
  ASSERT_TRUE(one_->wait());
  // From here on it is as if its process had been stopped.
  EXPECT_EQ(run(*other_, "INSERT INTO public.line VALUES (1) RETURNING n"), "1")
      << other_->last_failure().error.detail;
  EXPECT_EQ(run(*one_, "SELECT 1"), "failed");
}

TEST_F(Sessions, AFailureCostsTheTransactionAndNotTheSession) {
  const std::string process = run(*one_, "SELECT pg_backend_pid()");
  one_->queue("BEGIN");
  one_->queue("INSERT INTO public.line VALUES (1)");
  one_->queue("INSERT INTO public.line VALUES (1)");
  one_->queue("SELECT 'prepared for the first time behind what fails'");
  one_->queue("COMMIT");
  EXPECT_FALSE(one_->wait());
  EXPECT_EQ(one_->last_failure().constraint, "line_pkey");
  EXPECT_FALSE(one_->broken());
  EXPECT_EQ(run(*one_, "SELECT count(*) FROM public.line"), "0");
  EXPECT_EQ(run(*one_, "SELECT 'prepared for the first time behind what fails'"),
            "prepared for the first time behind what fails");
  EXPECT_EQ(run(*one_, "SELECT pg_backend_pid()"), process);
  // A statement that cannot be prepared does not get a name that looks as if it could.
  EXPECT_EQ(run(*one_, "SELECT * FROM public.later"), "failed");
  run(*other_, "CREATE TABLE public.later AS SELECT 7 AS n");
  EXPECT_EQ(run(*one_, "SELECT * FROM public.later"), "7");
}

TEST_F(Sessions, WhatIsRolledBackUnheardLeavesNothing) {
  for (int round = 0; round < 3; ++round) {
    one_->queue("BEGIN");
    one_->queue("INSERT INTO public.line VALUES (1)");
    if (round > 0) one_->queue("SELECT 1 / 0");
    one_->queue("SELECT 'of round " + std::to_string(round) + "'");
    one_->rollback();
    EXPECT_EQ(run(*one_, "SELECT 'of round " + std::to_string(round) + "'"),
              "of round " + std::to_string(round));
    EXPECT_EQ(run(*one_, "SELECT count(*) FROM public.line"), "0");
  }
  EXPECT_FALSE(one_->broken());
}

}  // namespace
}  // namespace halle::test
