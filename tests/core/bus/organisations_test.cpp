// What a node knows of organisations, and when it asks.
#include "core/bus/organisations.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace halle::bus {
namespace {
using namespace std::chrono_literals;

const Uuid coop = *Uuid::parse("00000000-0000-7000-8000-000000000001");

struct OrganisationsTest : testing::Test {
  Instant now{};
  std::atomic<int> asked = 0;
  std::function<Result<OrganisationStates>(Deadline)> answer = [](Deadline) {
    OrganisationStates states;
    states[coop] = {{"orders"}, false, "coop", "La Coop", "Europe/Paris"};
    return Result<OrganisationStates>(std::move(states));
  };
  Organisations organisations{[this](Deadline deadline) {
                                ++asked;
                                return answer(deadline);
                              },
                              5s, [this] { return now; }};

  static Deadline in(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
  }
  bool has(const std::string& module) {
    const auto state = organisations.with(coop, module, in(60s));
    return state && state.value();
  }
};

TEST_F(OrganisationsTest, AreAskedForOnceALifetime) {
  EXPECT_FALSE(organisations.look(coop)) << "nobody is asked";
  EXPECT_EQ(asked, 0);
  EXPECT_TRUE(has("orders"));
  EXPECT_TRUE(has("orders"));
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(organisations.look(coop)->zone, "Europe/Paris");
  now += 6s;
  EXPECT_TRUE(has("orders"));
  EXPECT_EQ(asked, 2);
  now -= 24h;
  EXPECT_TRUE(has("orders"));
  EXPECT_EQ(asked, 3) << "the clock was set back";
}

TEST_F(OrganisationsTest, OneThatIsNotKnownYetIsAskedFor) {
  const Uuid nobody = *Uuid::parse("00000000-0000-7000-8000-000000000009");
  EXPECT_EQ(organisations.look(coop, in(60s))->code, "coop");
  EXPECT_EQ(organisations.look(coop, in(60s))->code, "coop");
  EXPECT_EQ(asked, 1);
  EXPECT_FALSE(organisations.look(nobody, in(60s)));
  EXPECT_EQ(asked, 2);
  answer = [](Deadline) { return Result<OrganisationStates>(Error{Code::unavailable, "x"}); };
  EXPECT_FALSE(organisations.look(nobody, in(60s)));
}

TEST_F(OrganisationsTest, WhatChangedIsSeenAtTheNextLookup) {
  EXPECT_TRUE(has("orders"));
  answer = [](Deadline) {
    OrganisationStates states;
    states[coop] = {{}, false, "coop", "La Nouvelle", "Europe/Paris"};
    return Result<OrganisationStates>(std::move(states));
  };
  organisations.drop();
  EXPECT_FALSE(has("orders"));
  EXPECT_EQ(organisations.look(coop)->name, "La Nouvelle");
}

TEST_F(OrganisationsTest, WhatIsKnownStaysWhileNobodyAnswers) {
  EXPECT_TRUE(has("orders"));
  answer = [](Deadline) { return Error{Code::unavailable, "halle.unreachable"}; };
  now += 6s;
  EXPECT_TRUE(has("orders"));
  EXPECT_FALSE(organisations.with(coop, "shifts", in(60s))) << "an error, not a no";
}

TEST_F(OrganisationsTest, OthersGoOnWithWhatIsKnownWhileOneAsks) {
  EXPECT_TRUE(has("orders"));
  std::mutex gate;
  gate.lock();
  const auto before = answer;
  answer = [&](Deadline deadline) {
    const std::lock_guard wait(gate);
    return before(deadline);
  };
  now += 6s;
  std::thread asker([&] { EXPECT_TRUE(has("orders")); });
  while (asked < 2) std::this_thread::yield();
  EXPECT_TRUE(has("orders"));
  EXPECT_EQ(organisations.with(coop, "shifts", in(1ms)).error().code, Code::deadline_exceeded)
      << "a no waits for the answer, until the deadline";
  gate.unlock();
  asker.join();
}

}  // namespace
}  // namespace halle::bus
