// The stages every call passes before a handler sees its bytes.
#include "core/bus/routing/router.hpp"

#include <gtest/gtest.h>

#include "core/bus/routing/pool.hpp"

namespace halle::bus {
namespace {

using namespace std::chrono_literals;

Deadline in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

const Uuid here = *Uuid::parse("00000000-0000-7000-8000-000000000001");
const Uuid elsewhere = *Uuid::parse("00000000-0000-7000-8000-000000000002");

struct RouterTest : testing::Test {
  Router router;
  int handled = 0;

  RouterTest() {
    add("/t/Managed", {Access::Rule::permission, "t.manage"}, true);
    add("/t/Read", {Access::Rule::permission, "t.manage"}, false);
    add("/t/SignedIn", {Access::Rule::signed_in, ""}, false);
    add("/t/Public", {Access::Rule::anybody, ""}, false);
    add("/t/Operator", {Access::Rule::operator_, ""}, false);
    add("/t/Kernel", {Access::Rule::kernel, ""}, false);
    router.add_permission("t.manage", {"coordinator"});
  }
  void add(const std::string& name, Access access, bool mutates) {
    const auto added = router.add({name, access, Pool::interactive, mutates, false, false},
                                  [this](const Context&, const MethodRules&, std::string_view) {
                                    ++handled;
                                    return Result<std::string>(std::string("ok"));
                                  });
    ASSERT_TRUE(added);
  }
  static Principal somebody(const std::string& role) {
    return {Principal::Kind::account, "account:1", {{here, role, ""}}};
  }
  std::string reason(const std::string& method, Principal principal, Uuid organisation = here,
                     bool with_id = true) {
    Context context;
    context.method = method;
    context.principal = std::move(principal);
    context.organisation = organisation;
    if (with_id) context.operation_id = make_uuid_v7(1);
    const auto reply = router.call(context, "x");
    return reply ? "ok" : reply.error().reason;
  }
};

TEST_F(RouterTest, RolesOpenOnlyTheirOwnOrganisation) {
  EXPECT_EQ(reason("/t/Managed", somebody("coordinator")), "ok");
  EXPECT_EQ(reason("/t/Managed", somebody("coordinator"), elsewhere), "halle.not_allowed");
  EXPECT_EQ(reason("/t/Managed", somebody("member")), "halle.not_allowed");
  EXPECT_EQ(reason("/t/Managed", somebody("coordinator"), Uuid{}), "halle.organisation_missing");
  EXPECT_EQ(reason("/t/Managed", Principal{}), "halle.sign_in_first");
  EXPECT_EQ(handled, 1);
}

TEST_F(RouterTest, EachRuleLetsInWhomItNames) {
  EXPECT_EQ(reason("/t/SignedIn", somebody("member")), "ok");
  EXPECT_EQ(reason("/t/SignedIn", Principal{}), "halle.sign_in_first");
  EXPECT_EQ(reason("/t/Public", Principal{}), "ok");
  EXPECT_EQ(reason("/t/Operator", somebody("administrator")), "halle.not_allowed");
  EXPECT_EQ(reason("/t/Operator", Principal::operator_account()), "ok");
  EXPECT_EQ(reason("/t/Kernel", Principal::operator_account()), "halle.not_allowed");
  EXPECT_EQ(reason("/t/Kernel", Principal::kernel()), "ok");
}

TEST_F(RouterTest, AdmitsBeforeThereIsARequest) {
  const auto reason_of = [&](const std::string& method, Principal principal, Uuid organisation) {
    Context context;
    context.method = method;
    context.principal = std::move(principal);
    context.organisation = organisation;
    const auto caller = router.admit(context);
    return caller ? caller.value().id : caller.error().reason;
  };
  MethodRules stream{"/t/Watch", {Access::Rule::anybody, ""}};
  stream.watches = "/t/Read";
  ASSERT_TRUE(router.add_stream(stream));
  for (const auto* method : {"/t/Managed", "/t/Read", "/t/Watch"}) {
    EXPECT_EQ(reason_of(method, somebody("coordinator"), here), "account:1");
    EXPECT_EQ(reason_of(method, somebody("coordinator"), elsewhere), "halle.not_allowed");
    EXPECT_EQ(reason_of(method, Principal{}, here), "halle.sign_in_first");
  }
  EXPECT_EQ(reason_of("/t/Public", Principal{}, here), "anonymous");
  EXPECT_EQ(reason_of("/t/Nothing", Principal{}, here), "halle.no_such_method");
  EXPECT_EQ(handled, 0);
  router.set_identify([](std::string_view token, Deadline) -> Result<Principal> {
    if (token == "good") return somebody("coordinator");
    return Error{Code::unauthenticated, "halle.token_invalid"};
  });
  Context context;
  context.method = "/t/Managed";
  context.organisation = here;
  context.token = "good";
  EXPECT_EQ(router.admit(context).value().id, "account:1");
  context.token = "bad";
  EXPECT_EQ(router.admit(context).error().reason, "halle.token_invalid");
}

TEST_F(RouterTest, ChangesNeedAnOperationId) {
  EXPECT_EQ(reason("/t/Managed", somebody("coordinator"), here, false),
            "halle.operation_id_missing");
  EXPECT_EQ(reason("/t/Read", somebody("coordinator"), here, false), "ok");
}

TEST_F(RouterTest, LimitsAndDeadlines) {
  Context context;
  context.method = "/t/Public";
  EXPECT_EQ(router.call(context, std::string((1 << 20) + 1, 'x')).error().reason,
            "halle.request_too_large");
  context.hops = 8;
  EXPECT_EQ(router.call(context, "").error().reason, "halle.too_many_hops");
  context.hops = 0;
  context.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  EXPECT_EQ(router.call(context, "").error().reason, "halle.too_late");
  context.method = "/t/None";
  EXPECT_EQ(router.call(context, "").error().code, Code::unimplemented);
}

TEST_F(RouterTest, ATakenNameIsRefused) {
  const auto again = router.add({"/t/Read", {}, Pool::interactive, false, false, false}, nullptr);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, "halle.method_taken");
}

TEST_F(RouterTest, ATokenIsResolvedOncePerLifetime) {
  int resolved = 0;
  Instant now{};
  Identities identities(
      [&](std::string_view token, Deadline) -> Result<Principal> {
        ++resolved;
        if (token != "good") return Error{Code::unauthenticated, "halle.token_invalid"};
        return somebody("coordinator");
      },
      std::chrono::seconds(5), [&] { return now; });
  router.set_identify([&](std::string_view token, Deadline deadline) {
    return identities.resolve(token, deadline);
  });
  Context context;
  context.method = "/t/Read";
  context.organisation = here;
  context.token = "good";
  EXPECT_TRUE(router.call(context, ""));
  EXPECT_TRUE(router.call(context, ""));
  EXPECT_EQ(resolved, 1);
  now += std::chrono::seconds(6);
  EXPECT_TRUE(router.call(context, ""));
  EXPECT_EQ(resolved, 2);
  identities.drop();
  EXPECT_TRUE(router.call(context, ""));
  EXPECT_EQ(resolved, 3);
  now -= std::chrono::hours(24);
  EXPECT_TRUE(router.call(context, ""));
  EXPECT_EQ(resolved, 4) << "the clock was set back";
  context.token = "bad";
  EXPECT_EQ(router.call(context, "").error().reason, "halle.token_invalid");
}

TEST(Identity, IsAskedForOnceHoweverManyWait) {
  constexpr int callers = 8;
  std::atomic<int> resolved = 0;
  std::atomic<int> arrived = 0;
  Identities identities(
      [&](std::string_view, Deadline) -> Result<Principal> {
        ++resolved;
        while (arrived < callers) std::this_thread::yield();
        return Principal::operator_account();
      },
      std::chrono::seconds(5), [] { return Instant{}; });
  std::vector<std::thread> threads;
  std::atomic<int> known = 0;
  for (int i = 0; i < callers; ++i)
    threads.emplace_back([&] {
      ++arrived;
      if (identities.resolve("token", in(60s))) ++known;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(resolved, 1);
  EXPECT_EQ(known, callers);
}

TEST(Identity, NobodyWaitsLongerThanTheirOwnDeadline) {
  std::mutex gate;
  gate.lock();
  std::atomic<int> asked = 0;
  Identities identities(
      [&](std::string_view, Deadline) -> Result<Principal> {
        ++asked;
        const std::lock_guard wait(gate);
        return Principal::operator_account();
      },
      5s, [] { return Instant{}; });
  std::thread patient([&] { EXPECT_TRUE(identities.resolve("token", in(60s))); });
  while (asked == 0) std::this_thread::yield();
  EXPECT_EQ(identities.resolve("token", in(1ms)).error().code, Code::deadline_exceeded);
  gate.unlock();
  patient.join();
  EXPECT_EQ(asked, 1);
}

TEST(Identity, AQuestionThatRanOutOfTimeIsAskedAgainForThoseWhoHaveSome) {
  std::atomic<int> asked = 0;
  std::atomic<bool> second_waits = false;
  Identities identities(
      [&](std::string_view, Deadline) -> Result<Principal> {
        if (++asked > 1) return Principal::operator_account();
        while (!second_waits) std::this_thread::yield();
        return Error{Code::deadline_exceeded, "halle.too_late"};
      },
      5s, [] { return Instant{}; });
  std::thread hasty([&] { EXPECT_FALSE(identities.resolve("token", in(60s))); });
  while (asked == 0) std::this_thread::yield();
  std::thread patient([&] {
    second_waits = true;
    EXPECT_TRUE(identities.resolve("token", in(60s)));
  });
  hasty.join();
  patient.join();
  EXPECT_EQ(asked, 2);
}

TEST(WorkerPool, RefusesWhatDoesNotFitAndFinishesTheRest) {
  std::mutex gate;
  std::atomic<int> done = 0;
  gate.lock();
  WorkerPool pool(1, 4);
  std::atomic<bool> started = false;
  ASSERT_TRUE(pool.post([&] {
    started = true;
    gate.lock();
    gate.unlock();
    ++done;
  }));
  while (!started) std::this_thread::yield();
  EXPECT_TRUE(pool.post([&] { ++done; }));
  EXPECT_TRUE(pool.post([&] { ++done; }));
  EXPECT_FALSE(pool.post([&] { ++done; }));
  gate.unlock();
  pool.stop();
  EXPECT_EQ(done, 3);
  EXPECT_FALSE(pool.post([] {}));
}

TEST(WorkerPool, LanesTakeTurnsAndNoneTakesMoreThanHalf) {
  std::string begun;
  std::mutex gate;
  gate.lock();
  WorkerPool pool(1, 12);
  std::atomic<bool> started = false;
  ASSERT_TRUE(pool.post([&] {
    started = true;
    const std::lock_guard wait(gate);
  }));
  while (!started) std::this_thread::yield();
  int taken = 0;
  while (pool.post([&] { begun += 'n'; }, 1)) ++taken;
  EXPECT_EQ(taken, 6);
  for (const char c : {'a', 'b'}) EXPECT_TRUE(pool.post([&begun, c] { begun += c; }, 2));
  EXPECT_TRUE(pool.post([&] { begun += 'q'; }, 3));
  gate.unlock();
  pool.stop();
  EXPECT_EQ(begun, "naqnbnnnn");
}

TEST(WorkerPool, AnotherWorksInThePlaceOfOneThatIsAway) {
  std::mutex gate;
  gate.lock();
  WorkerPool pool(2, 100);
  constexpr int callers = 32;
  std::atomic<int> away = 0, at_work = 0, most_at_work = 0, done = 0;
  for (int i = 0; i < callers; ++i)
    ASSERT_TRUE(pool.post([&] {
      ++away;
      {
        const WorkerPool::Away out;
        const std::lock_guard wait(gate);
      }
      const int now = ++at_work;
      for (int most = most_at_work; now > most && !most_at_work.compare_exchange_weak(most, now);) {
      }
      --at_work;
      ++done;
    }));
  while (away < callers) std::this_thread::yield();
  std::atomic<bool> other = false;
  ASSERT_TRUE(pool.post([&] { other = true; }));
  while (!other) std::this_thread::yield();
  gate.unlock();
  pool.stop();
  EXPECT_EQ(done, callers);
  EXPECT_LE(most_at_work, 2);
}

TEST(WorkerPool, CallsOfOneDepthLeaveRoomForDeeperOnes) {
  std::mutex gate;
  gate.lock();
  WorkerPool pool(1, 100, 3);
  std::atomic<int> begun = 0;
  const auto wait = [&] {
    ++begun;
    const WorkerPool::Away out;
    const std::lock_guard until(gate);
  };
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(pool.post(wait, 0, 1));
  while (begun < 4) std::this_thread::yield();
  std::atomic<bool> deeper = false;
  ASSERT_TRUE(pool.post([&] { deeper = true; }, 0, 2));
  while (!deeper) std::this_thread::yield();
  EXPECT_EQ(begun, 4);
  gate.unlock();
  pool.stop();
  EXPECT_EQ(begun, 10);
}

TEST(WorkerPool, GoesOnAfterATaskThatThrows) {
  WorkerPool pool(1, 10);
  std::atomic<bool> done = false;
  ASSERT_TRUE(pool.post([] { throw std::runtime_error("a task of a test"); }));
  ASSERT_TRUE(pool.post([&] { done = true; }));
  pool.stop();
  EXPECT_TRUE(done);
}

TEST_F(RouterTest, ACarrierHoldsNoThreadForAnotherNode) {
  std::vector<Completion> unanswered;
  ASSERT_TRUE(router.add_remote(
      {"/t/There", {Access::Rule::anybody, ""}, Pool::interactive, false, false, false}, "there",
      [&](const Context&, std::string_view, Completion done) {
        unanswered.push_back(std::move(done));
      }));
  Context context;
  context.method = "/t/There";
  std::vector<std::string> answers;
  for (int i = 0; i < 10; ++i)
    router.start(context, "x",
                 [&](Result<std::string> reply) { answers.push_back(reply.value()); });
  EXPECT_EQ(unanswered.size(), 10u);
  for (auto& done : std::exchange(unanswered, {})) done(std::string("ok"));
  EXPECT_EQ(answers, std::vector<std::string>(10, "ok"));
}

/// A method of another node whose answers the test gives, and handlers that wait for them.
struct RemoteTest : RouterTest {
  std::mutex mutex;
  std::vector<std::pair<int, Completion>> unanswered;  // with the number of hops
  std::vector<std::thread> threads;
  std::vector<std::string> answers;

  RemoteTest() {
    EXPECT_TRUE(router.add_remote(
        {"/t/There", {Access::Rule::anybody, ""}, Pool::interactive, false, false, false}, "there",
        [this](const Context& context, std::string_view, Completion done) {
          const std::lock_guard lock(mutex);
          unanswered.emplace_back(context.hops, std::move(done));
        }));
  }
  ~RemoteTest() override {
    for (auto& thread : threads) thread.join();
  }
  void ask(const std::string& name, int hops = 0, std::chrono::milliseconds time = 60s) {
    threads.emplace_back([this, name, hops, time] {
      Context context;
      context.method = "/t/There";
      context.hops = hops;
      context.deadline = in(time);
      const auto reply = router.call(context, name);
      const std::lock_guard lock(mutex);
      answers.push_back(reply ? name : name + " " + reply.error().reason);
    });
  }
  std::size_t waiting() {
    const std::lock_guard lock(mutex);
    return unanswered.size();
  }
  std::size_t answered() {
    const std::lock_guard lock(mutex);
    return answers.size();
  }
  void answer_first() {
    std::unique_lock lock(mutex);
    const auto done = std::move(unanswered.front().second);
    unanswered.erase(unanswered.begin());
    lock.unlock();
    done(std::string("ok"));
  }
};

TEST_F(RemoteTest, FewWaitForOneNodeAndTheOthersForTheirTurn) {
  constexpr std::size_t callers = 32;
  for (std::size_t i = 0; i < callers; ++i) ask(std::to_string(i));
  for (std::size_t done = 0; done < callers; ++done) {
    while (waiting() < std::min<std::size_t>(3, callers - done)) std::this_thread::yield();
    EXPECT_LE(waiting(), 3u);
    answer_first();
    while (answered() <= done) std::this_thread::yield();
  }
  for (const auto& answer : answers)
    EXPECT_EQ(answer.find("halle"), std::string::npos) << answer << " was refused";
}

TEST_F(RemoteTest, WhoseTurnDoesNotComeInTimeIsRefused) {
  for (const auto* name : {"a", "b", "c"}) ask(name);
  while (waiting() < 3) std::this_thread::yield();
  ask("late", 0, 20ms);
  while (answered() < 1) std::this_thread::yield();
  EXPECT_EQ(answers, std::vector<std::string>{"late halle.busy"});
  while (waiting() > 0) answer_first();
}

TEST_F(RemoteTest, DeeperCallsDoNotWaitForTheTurnOfThoseThatWaitForThem) {
  for (const auto* name : {"a", "b", "c"}) ask(name);
  while (waiting() < 3) std::this_thread::yield();
  ask("deeper", 2);
  while (waiting() < 4) std::this_thread::yield();
  while (waiting() > 0) answer_first();
}

/// Modules `a` and `b`, each with methods; `a` lists some of `b`.
struct ModuleCallTest : RouterTest {
  ModuleCallTest() {
    own("/b/Read", {Access::Rule::permission, "t.manage"}, "b");
    own("/b/Other", {Access::Rule::permission, "t.manage"}, "b");
    own("/b/Given", {Access::Rule::permission, "t.manage"}, "b");
    own("/b/ForModules", {Access::Rule::module, ""}, "b");
    own("/b/Kernel", {Access::Rule::kernel, ""}, "b");
    own("/a/Kernel", {Access::Rule::kernel, ""}, "a");
    router.add_module(
        "a",
        {{"/b/Read", {}}, {"/b/Given", {"t.manage"}}, {"/b/ForModules", {}}, {"/b/Kernel", {}}});
  }
  void own(const std::string& name, Access access, const std::string& module) {
    MethodRules rules{name, std::move(access), Pool::interactive, false};
    rules.owner = module;
    ASSERT_TRUE(router.add(rules, [](const Context& context, const MethodRules&, std::string_view) {
      return Result<std::string>(actor(context));
    }));
  }
  std::string as_module(const std::string& method, const Principal& person) {
    Context context;
    context.method = method;
    context.organisation = here;
    context.principal = Principal::module("a");
    context.behind = std::make_shared<const Principal>(person);
    const auto reply = router.call(context, "");
    return reply ? reply.value() : reply.error().reason;
  }
};

TEST_F(ModuleCallTest, OnlyWhatIsListedIsCalled) {
  const auto person = somebody("coordinator");
  EXPECT_EQ(as_module("/b/Read", person), "module:a for account:1");
  EXPECT_EQ(as_module("/b/Other", person), "halle.call_not_listed");
  EXPECT_EQ(as_module("/b/ForModules", person), "module:a for account:1");
  EXPECT_EQ(as_module("/b/Kernel", person), "halle.call_not_listed") << "listing does not help";
  EXPECT_EQ(as_module("/a/Kernel", person), "module:a for account:1") << "its own";
  EXPECT_EQ(reason("/b/ForModules", somebody("coordinator")), "halle.not_allowed");
  EXPECT_EQ(reason("/b/ForModules", Principal::operator_account()), "halle.not_allowed");
}

TEST_F(ModuleCallTest, ThePersonBehindItStillNeedsTheRightUnlessTheListGivesIt) {
  EXPECT_EQ(as_module("/b/Read", somebody("member")), "halle.not_allowed");
  EXPECT_EQ(as_module("/b/Given", somebody("member")), "module:a for account:1");
  EXPECT_EQ(as_module("/b/Read", Principal::job("a.tidy")), "halle.not_allowed");
  EXPECT_EQ(as_module("/b/Given", Principal::job("a.tidy")), "module:a for job:a.tidy");
  Context context;
  context.method = "/b/Given";
  context.organisation = here;
  context.principal = Principal::module("a");
  context.behind = std::make_shared<const Principal>(somebody("member"));
  EXPECT_TRUE(router.allowed(context, "t.manage")) << "for this method";
  context.method = "/b/ForModules";
  EXPECT_FALSE(router.allowed(context, "t.manage")) << "for no other";
}

}  // namespace
}  // namespace halle::bus
