// The stages every call passes before a handler sees its bytes.
#include "core/bus/router.hpp"

#include <gtest/gtest.h>

#include "core/bus/pool.hpp"

namespace halle::bus {
namespace {

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
  router.set_identify([](std::string_view token) -> Result<Principal> {
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
      [&](std::string_view token) -> Result<Principal> {
        ++resolved;
        if (token != "good") return Error{Code::unauthenticated, "halle.token_invalid"};
        return somebody("coordinator");
      },
      std::chrono::seconds(5), [&] { return now; });
  router.set_identify([&](std::string_view token) { return identities.resolve(token); });
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
  context.token = "bad";
  EXPECT_EQ(router.call(context, "").error().reason, "halle.token_invalid");
}

TEST(Identity, IsAskedForOnceHoweverManyWait) {
  constexpr int callers = 8;
  std::atomic<int> resolved = 0;
  std::atomic<int> arrived = 0;
  Identities identities(
      [&](std::string_view) -> Result<Principal> {
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
      if (identities.resolve("token")) ++known;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(resolved, 1);
  EXPECT_EQ(known, callers);
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

TEST_F(RouterTest, FewWaitForOneOtherNodeAtATime) {
  std::vector<Done> unanswered;
  ASSERT_TRUE(router.add_remote(
      {"/t/There", {Access::Rule::anybody, ""}, Pool::interactive, false, false, false}, "there",
      [&](const Context&, std::string_view, Done done) { unanswered.push_back(std::move(done)); }));
  Context context;
  context.method = "/t/There";
  // A carrier holds no thread: any number may be under way.
  std::vector<std::string> answers;
  for (int i = 0; i < 10; ++i)
    router.start(context, "x",
                 [&](Result<std::string> reply) { answers.push_back(reply.value()); });
  EXPECT_EQ(unanswered.size(), 10u);
  for (auto& done : std::exchange(unanswered, {})) done(std::string("ok"));
  EXPECT_EQ(answers, std::vector<std::string>(10, "ok"));
  // Two that wait inside a handler, and a third is refused.
  ASSERT_TRUE(router.add_remote(
      {"/t/Nested", {Access::Rule::anybody, ""}, Pool::interactive, false, false, false}, "there",
      [&](const Context& nested, std::string_view, const Done& done) {
        const auto deeper = router.call(nested, "x");
        done(deeper ? deeper : Result<std::string>(deeper.error().reason));
      }));
  context.method = "/t/Nested";
  EXPECT_EQ(router.call(context, "x").value(), "halle.busy");
}

}  // namespace
}  // namespace halle::bus
