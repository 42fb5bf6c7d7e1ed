// Periodic work on a real database: leases, periods, clocks.
#include "core/jobs/jobs.hpp"

#include <gtest/gtest.h>

#include "core/db/block.hpp"
#include "core/db/kernel_query.hpp"
#include "tests/support/installation.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;

const Uuid first = *Uuid::parse("00000000-0000-7000-8000-000000000001");
const Uuid second = *Uuid::parse("00000000-0000-7000-8000-000000000002");

class JobsTest : public testing::Test {
 protected:
  static std::string new_database() {
    static int count = 0;
    std::string name = "jobs" + std::to_string(++count);
    must(server().create_database(name));
    must(db::migrate(server().admin(name), {}, [] { return Status(Done{}); }));
    return name;
  }

  ManualClock clock{"2026-11-24T10:00:00Z"};
  db::Database database{server().app(new_database())};
  bus::Router router;
  jobs::Runner here{database, router, "hall@here", clock.clock()};
  jobs::Runner there{database, router, "hall@there", clock.clock()};
  const std::vector<jobs::Job> tidy{{"t.tidy", "t", "/t/Tidy", 60s}};
  std::vector<Uuid> ran;
  std::function<void()> during;  // a run

  JobsTest() {
    must(router.add({"/t/Tidy", {bus::Access::Rule::kernel, ""}, bus::Pool::background, true},
                    [this](const bus::Context& context, const bus::MethodRules&,
                           std::string_view) -> Result<std::string> {
                      EXPECT_EQ(context.behind->id, "job:t.tidy");
                      ran.push_back(context.organisation);
                      if (during) std::exchange(during, nullptr)();
                      return std::string{};
                    }));
  }
  static bus::OrganisationStates in(const std::vector<Uuid>& organisations) {
    bus::OrganisationStates states;
    for (const auto& organisation : organisations) states[organisation].modules.insert("t");
    return states;
  }
  int run(const jobs::Runner& runner, const std::vector<Uuid>& organisations = {first}) {
    return must(jobs::run_due(runner, tidy, in(organisations)));
  }
  std::string ask(const std::string& sql) {
    const auto block = must(db::kernel_query(database, sql));
    const db::BlockView view(block);
    return std::string(view.cell(0, 0));
  }
};

TEST_F(JobsTest, RunsOnceAPeriod) {
  EXPECT_EQ(run(here), 1);
  EXPECT_EQ(run(here), 0);
  clock.advance(59s);
  EXPECT_EQ(run(here), 0);
  clock.advance(1s);
  EXPECT_EQ(run(here), 1);
}

TEST_F(JobsTest, RunsAgainAtOnceAfterTheClockWasSetBack) {
  EXPECT_EQ(run(here), 1);
  clock.advance(24h);
  EXPECT_EQ(run(here), 1);
  clock.advance(-24h);
  EXPECT_EQ(run(here), 1);
  EXPECT_EQ(run(here), 0) << "once";
  // Also one whose node died while the clock was ahead.
  ask("UPDATE halle.job SET outcome = '@gone', started_at = '2026-11-25T10:00:00Z', lease_until = "
      "'2026-11-25T10:02:00Z' RETURNING 1");
  EXPECT_EQ(run(here), 1);
}

TEST_F(JobsTest, ALeaseIsTakenWhenItsRunBegins) {
  // The first takes longer than a lease holds; meanwhile another runner looks.
  during = [&] {
    EXPECT_EQ(run(there, {first, second}), 1) << "what has not begun is free";
    clock.advance(150s);
  };
  EXPECT_EQ(run(here, {first, second}), 2);
  EXPECT_EQ(ran, (std::vector<Uuid>{first, second, second}));
  EXPECT_EQ(ask("SELECT count(*) FROM halle.job WHERE outcome = 'ok'"), "2");
}

TEST_F(JobsTest, WhatRunsIsNotRunByAnotherAndItsLeaseIsNotFreedByAnother) {
  during = [&] {
    clock.advance(61s);  // due again, but for the lease
    EXPECT_EQ(run(there), 0);
    must(jobs::free_leases(there));
    EXPECT_EQ(run(there), 0);
  };
  EXPECT_EQ(run(here), 1);
}

TEST_F(JobsTest, AStartFreesItsOwnLeases) {
  EXPECT_EQ(run(here), 1);
  ask("UPDATE halle.job SET outcome = '@hall@here', lease_until = started_at + interval '120 s' "
      "RETURNING 1");
  clock.advance(61s);
  EXPECT_EQ(run(here), 0);
  must(jobs::free_leases(here));
  EXPECT_EQ(run(here), 1);
}

TEST_F(JobsTest, GoesByTheDatabasesClockUnlessAnotherIsGiven) {
  const jobs::Runner real{database, router, "hall@here", {}};
  EXPECT_EQ(run(real), 1);
  EXPECT_EQ(
      ask("SELECT abs(extract(epoch FROM clock_timestamp() - started_at)) < 60 FROM halle.job"),
      "t");
  EXPECT_EQ(run(real), 0);
  EXPECT_EQ(must(jobs::forget_operations(real)), 0);
}

}  // namespace
}  // namespace halle::test
