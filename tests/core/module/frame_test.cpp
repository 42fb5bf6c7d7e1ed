// The frame of a call: one effect per operation id, whoever asks twice and from wherever.
#include <gtest/gtest.h>

#include <future>
#include <pqxx/pqxx>
#include <thread>

#include "halle/hub/v1/hub.halle.hpp"
#include "tests/support/installation.hpp"

namespace halle::test {
namespace {

hub::v1::CreateOrganisationRequest named(const std::string& code) {
  hub::v1::CreateOrganisationRequest request;
  request.set_code(code);
  request.set_name("Association " + code);
  return request;
}

TEST(Frame, ARepeatedOperationHasOneEffectAndOneAnswer) {
  Installation installation(one_box);
  auto caller = installation.as_operator();
  hub::v1::OrganisationsClient organisations(caller);
  const Uuid id = make_uuid_v7(1);
  caller.next_operation(id);
  const auto first = organisations.create(named("first"));
  ASSERT_TRUE(first) << first.error().reason;
  caller.next_operation(id);
  const auto second = organisations.create(named("first"));
  ASSERT_TRUE(second) << second.error().reason;
  EXPECT_EQ(first.value().SerializeAsString(), second.value().SerializeAsString());
  caller.next_operation(id);
  const auto other = organisations.create(named("other"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().reason, "halle.operation_id_reused");
  EXPECT_EQ(installation.sql("SELECT code FROM hub.organisation"),
            std::vector<std::string>{"first"});
  EXPECT_EQ(installation.sql("SELECT count(*) FROM halle.audit"), std::vector<std::string>{"1"});
}

TEST(Frame, NoStatementOutlivesTheDeadlineOfItsCall) {
  Installation installation(one_box);
  pqxx::connection admin(server().admin(installation.database()));
  pqxx::work blocked(admin);
  blocked.exec("LOCK TABLE hub.organisation IN EXCLUSIVE MODE");
  const auto late = installation.client().call(
      "/halle.hub.v1.Organisations/Create", named("late").SerializeAsString(),
      {"the-operator", {}, make_uuid_v7(1), std::chrono::seconds(1)});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reason, "halle.too_late");
  // Long before the session's own limit of 10 s.
  EXPECT_TRUE(eventually(std::chrono::seconds(5), [&] {
    return blocked
        .exec(
            "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
            "WHERE d.datname = current_database() AND NOT l.granted")
        .empty();
  }));
  EXPECT_TRUE(blocked.exec("SELECT 1 FROM halle.operation").empty());
}

/// An event's type and key.
using Told = std::pair<std::string, std::string>;

/// Two transactions, of which the one that began first writes its event last and ends first; the
/// broken invariants once both events are in the log.
std::vector<std::string> broken_by_events(const Told& first, const Told& last) {
  Installation installation(one_box);
  const auto organisation = installation.create_organisation("coop").text();
  installation.settle();
  const auto logged = [&] {
    return installation.sql("SELECT count(*) FROM halle.event_log WHERE type LIKE 'test.%'").at(0);
  };
  const auto write = [&](pqxx::work& tx, const Told& event) {
    tx.exec("INSERT INTO halle.outbox (org_id, type, key, payload) VALUES ('" + organisation +
            "', '" + event.first + "', '" + event.second + "', '')");
  };
  pqxx::connection one(server().admin(installation.database()));
  pqxx::connection other(server().admin(installation.database()));
  pqxx::work early(one);
  early.exec("SELECT pg_current_xact_id()");
  pqxx::work late(other);
  write(late, first);
  write(early, last);
  early.commit();
  EXPECT_TRUE(eventually(std::chrono::seconds(10), [&] { return logged() == "1"; }));
  late.commit();
  EXPECT_TRUE(eventually(std::chrono::seconds(10), [&] { return logged() == "2"; }));
  return installation.broken_invariants();
}

TEST(Events, OfOnePackageAndKeyAreInOrderAndOthersNeedNotBe) {
  EXPECT_EQ(broken_by_events({"test.a.A", "1"}, {"test.a.A", "2"}), std::vector<std::string>{});
  EXPECT_EQ(broken_by_events({"test.a.A", "1"}, {"test.b.A", "1"}), std::vector<std::string>{});
  const auto broken = broken_by_events({"test.a.A", "1"}, {"test.a.B", "1"});
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_TRUE(broken[0].starts_with("halle.events_in_order")) << broken[0];
}

/// Two act on one event at the same time, as two nodes may: the effect of the second is undone.
TEST(Events, OneIsTakenOnce) {
  Installation installation(one_box);
  const auto organisation = installation.create_organisation("coop").text();
  installation.sql("INSERT INTO halle.consumer (org_id, id, position) VALUES ('" + organisation +
                   "', 'test', 4)");
  pqxx::connection one(server().admin(installation.database()));
  pqxx::connection other(server().admin(installation.database()));
  const auto take = [&](pqxx::work& tx) {
    tx.exec("SET LOCAL halle.org = '" + organisation + "'");
    tx.exec("SELECT halle.take_event('test', 5)");
  };
  pqxx::work first(one);
  take(first);
  auto second = std::async(std::launch::async, [&]() -> std::string {
    pqxx::work tx(other);
    try {
      take(tx);
      return "taken again";
    } catch (const pqxx::sql_error& error) {
      return error.sqlstate();
    }
  });
  first.commit();
  EXPECT_EQ(second.get(), "HL003");
  EXPECT_EQ(installation.sql("SELECT position FROM halle.consumer WHERE id = 'test'"),
            std::vector<std::string>{"5"});
}

TEST(Frame, TwinsAtOnceHaveOneEffectAndOneAnswer) {
  Installation installation(one_box);
  for (int round = 0; round < 50; ++round) {
    const Uuid id = make_uuid_v7(round);
    const auto request = named("twin" + std::to_string(round));
    std::vector<std::string> answers(4);
    std::vector<std::thread> threads;
    for (auto& answer : answers) {
      threads.emplace_back([&] {
        auto caller = installation.as_operator();
        caller.next_operation(id);
        const auto made = hub::v1::OrganisationsClient(caller).create(request);
        answer = made ? made.value().SerializeAsString() : made.error().reason;
      });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& answer : answers) EXPECT_EQ(answer, answers[0]);
  }
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.organisation"),
            std::vector<std::string>{"50"});
}

TEST(Frame, ARefusedCallLeavesNothing) {
  Installation installation(one_box);
  auto caller = installation.as_operator();
  hub::v1::OrganisationsClient organisations(caller);
  ASSERT_TRUE(organisations.create(named("taken")));
  const Uuid id = make_uuid_v7(2);
  caller.next_operation(id);
  const auto refused = organisations.create(named("taken"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "hub.code_taken");
  EXPECT_EQ(refused.error().fields.at(0).field, "code");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM halle.operation"),
            std::vector<std::string>{"1"});
  // A refusal is not an effect: the id is free for another try.
  caller.next_operation(id);
  EXPECT_TRUE(organisations.create(named("free")));
}

TEST(Frame, SecretsAreNotKept) {
  Installation installation(one_box);
  const Uuid organisation = installation.create_organisation("coop");
  const std::string token = installation.create_account(organisation, "administrator");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM halle.operation WHERE position('" + token +
                             "'::bytea IN reply) > 0"),
            std::vector<std::string>{"0"});
}

TEST(Frame, OperationsAreForgottenAfterThirtyDays) {
  Installation installation(one_box);
  auto caller = installation.as_operator();
  ASSERT_TRUE(hub::v1::OrganisationsClient(caller).create(named("first")));
  installation.sql(
      "INSERT INTO halle.operation (org_id, principal, id, request_hash, at) SELECT "
      "gen_random_uuid(), 'x', gen_random_uuid(), '', now() - d * interval '1 day' "
      "FROM unnest(ARRAY[29, 31, 400]) d");
  installation.restart();
  EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] {
    return installation.sql("SELECT count(*) FROM halle.operation") ==
           std::vector<std::string>{"2"};
  }));
}

TEST(Statistics, AreReportedWhileANodeRuns) {
  Installation installation(one_box);
  constexpr int calls = 20;
  for (int i = 0; i < calls; ++i) installation.create_organisation("coop" + std::to_string(i));
  const auto counted = [&](const std::string& what, const std::string& table) {
    return std::stoi(installation.sql("SELECT " + what +
                                      " FROM pg_stat_user_tables WHERE "
                                      "schemaname || '.' || relname = '" +
                                      table + "'")[0]);
  };
  // A session reports at once, or within ten seconds if it did so just before.
  EXPECT_TRUE(eventually(std::chrono::seconds(20),
                         [&] {
                           return counted("n_tup_ins", "hub.organisation") >= calls &&
                                  counted("n_tup_upd", "halle.operation") >= calls;
                         }))
      << counted("n_tup_ins", "hub.organisation") << " of " << calls << " rows, "
      << counted("n_tup_upd", "halle.operation") << " changes";
  EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] {
    return installation
        .sql(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND "
            "usename = 'halle_app' AND state NOT LIKE 'idle%'")
        .empty();
  })) << "sessions that wait for a caller are idle";
}

}  // namespace
}  // namespace halle::test
