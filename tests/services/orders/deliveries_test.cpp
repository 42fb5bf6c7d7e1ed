// Producers' links to their own sheets, through a node's gRPC port, on one node and on two: who
// sees what by which link, and what a producer may answer.
#include <gtest/gtest.h>

#include <thread>

#include "halle/kernel/v1/kernel.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;
using orders::v1::DeliveriesClient;

constexpr const char* catalogue_csv =
    "code;nom;producteur;unité;prix ttc;prix d'achat ht;tva;colis;minimum;disponible\n"
    "CAROTTE;Carotte;Potager;kg;2,60;2,00;5,5;;;\n"
    "LENTILLE;Lentilles;Moulin;pièce;3,00;;5,5;3;;\n"
    "NAVET;Navet;Potager;kg;1,90;;5,5;;;\n"
    "OEUF;Œufs;Ferme;pièce;2,50;;5,5;;20;\n"
    "MIEL;Miel;Rucher;pièce;8,00;;5,5;;;3\n";

class Deliveries : public testing::TestWithParam<const char*> {
 protected:
  ManualClock clock{"2026-11-24T10:00:00Z"};
  Installation installation{GetParam(), clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Uuid other = installation.create_organisation("other");
  Caller staff = installation.as_operator(coop);
  Caller strangers = installation.as_operator(other);
  Caller anybody = installation.as("", coop);
  Shop shop{staff};
  std::string cycle;

  void SetUp() override {
    cycle = closed_cycle(shop);
    installation.settle();
  }
  void TearDown() override {
    EXPECT_EQ(installation.broken_invariants(), std::vector<std::string>{});
  }

  static std::string closed_cycle(Shop& where) {
    where.add_members(3);
    where.import_products(catalogue_csv);
    auto opened = where.open_cycle("2026-12-04T20:00");
    must(where.set(opened, "1",
                   {{"CAROTTE", 1350}, {"LENTILLE", 5000, 1000}, {"MIEL", 1000}, {"OEUF", 2000}}));
    must(where.confirm(opened, "1"));
    must(where.set(opened, "2", {{"CAROTTE", 650}}));
    must(where.confirm(opened, "2"));
    must(where.set(opened, "3", {{"NAVET", 1000}}));
    must(where.close(opened));
    return opened;
  }

  Result<orders::v1::DeliveryLink> issue(Caller& caller, const std::string& of,
                                         const std::string& producer) {
    orders::v1::IssueDeliveryLinkRequest request;
    request.set_cycle(of);
    request.set_producer(producer);
    return DeliveriesClient(caller).issue_link(request);
  }
  std::string link(const std::string& producer) {
    return must(issue(staff, cycle, producer)).token();
  }
  static Result<orders::v1::DeliverySheet> sheet(Caller& caller, const std::string& token) {
    orders::v1::GetDeliverySheetRequest request;
    request.set_token(token);
    return DeliveriesClient(caller).get_sheet(request);
  }
  static Result<orders::v1::MarkSeenReply> see(Caller& caller, const std::string& token) {
    orders::v1::MarkSeenRequest request;
    request.set_token(token);
    return DeliveriesClient(caller).mark_seen(request);
  }
  static Result<orders::v1::ReportShortageReply> report(Caller& caller, const std::string& token,
                                                        const std::string& code,
                                                        std::int64_t missing) {
    orders::v1::ReportShortageRequest request;
    request.set_token(token);
    request.set_product_code(code);
    request.set_missing(missing);
    return DeliveriesClient(caller).report_shortage(request);
  }
  std::map<std::string, orders::v1::Delivery> list() {
    orders::v1::ListDeliveriesRequest request;
    request.set_cycle(cycle);
    const auto reply = must(DeliveriesClient(staff).list(request));
    EXPECT_EQ(reply.cycle().id(), cycle);
    std::map<std::string, orders::v1::Delivery> all;
    for (const auto& delivery : reply.deliveries()) all[delivery.producer()] = delivery;
    return all;
  }
  /// Events of a type that were written, in the log or on their way.
  std::vector<std::string> events(const std::string& type) {
    return installation.sql(
        "SELECT count(*) FROM (SELECT type FROM halle.outbox UNION ALL SELECT type FROM "
        "halle.event_log) e WHERE type = 'halle.orders.v1." +
        type + "'");
  }

  /// Neither link nor answer is taken, and every refusal reads the same.
  void opens_nothing(Caller& caller, const std::string& token) {
    const auto before = installation.sql("SELECT d::text FROM orders.delivery d ORDER BY id");
    const auto refused = [](const auto& result) {
      ASSERT_FALSE(result);
      EXPECT_EQ(result.error().code, Code::not_found);
      EXPECT_EQ(result.error().reason, "orders.link_unknown");
      EXPECT_EQ(result.error().detail, "");
      EXPECT_TRUE(result.error().fields.empty());
    };
    refused(sheet(caller, token));
    refused(see(caller, token));
    refused(report(caller, token, "CAROTTE", 1000));
    refused(report(caller, token, "UNKNOWN", -1));
    EXPECT_EQ(installation.sql("SELECT d::text FROM orders.delivery d ORDER BY id"), before);
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, Deliveries, testing::Values(one_box, two_nodes));

TEST_P(Deliveries, AProducerSeesHerOwnLinesAndNothingElse) {
  const auto token = link("Potager");
  EXPECT_EQ(token.size(), 64u);
  const auto hers = must(sheet(anybody, token));
  EXPECT_EQ(hers.organisation_name(), "coop");
  EXPECT_EQ(hers.time_zone(), "Europe/Paris");
  EXPECT_EQ(hers.cycle_name(), "until 2026-12-04T20:00");
  EXPECT_EQ(hers.pickup(), "2026-12-05");
  EXPECT_EQ(hers.producer(), "Potager");
  EXPECT_FALSE(hers.has_seen_at());
  ASSERT_EQ(hers.rows_size(), 1) << "an order that was not confirmed does not count";
  EXPECT_EQ(hers.rows(0).product_code(), "CAROTTE");
  EXPECT_EQ(hers.rows(0).product_name(), "Carotte");
  EXPECT_EQ(hers.rows(0).unit(), orders::v1::OFFER_UNIT_KILOGRAM);
  EXPECT_EQ(hers.rows(0).quantity(), 2000);
  EXPECT_EQ(hers.rows(0).cost_total_cents(), 400);
  EXPECT_EQ(hers.rows(0).missing(), 0);
  for (const auto* foreign : {"Lentilles", "Moulin", "Miel", "Member", "260", "520"})
    EXPECT_EQ(hers.SerializeAsString().find(foreign), std::string::npos) << foreign;
  const auto miller = must(sheet(anybody, link("Moulin")));
  ASSERT_EQ(miller.rows_size(), 1);
  EXPECT_EQ(miller.rows(0).case_size(), 3000);
  EXPECT_EQ(miller.rows(0).cases(), 2);
  EXPECT_EQ(miller.rows(0).quantity(), 6000);
  EXPECT_FALSE(miller.rows(0).has_cost_total_cents());
}

TEST_P(Deliveries, TheSecretIsKeptAsItsHashAndAnsweredOnce) {
  const Uuid operation = make_uuid_v7(1);
  staff.next_operation(operation);
  const auto token = link("Potager");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM orders.delivery WHERE token_hash = sha256('" +
                             token + "')"),
            std::vector<std::string>{"1"});
  EXPECT_EQ(installation.sql("SELECT count(*) FROM halle.operation WHERE position('" + token +
                             "'::bytea IN reply) > 0"),
            std::vector<std::string>{"0"});
  staff.next_operation(operation);
  EXPECT_EQ(issue(staff, cycle, "Potager").error().reason, "halle.reply_not_kept");
  EXPECT_TRUE(sheet(anybody, token));
}

TEST_P(Deliveries, ALinkLastsSevenDays) {
  const auto made = must(issue(staff, cycle, "Potager"));
  EXPECT_EQ(made.expires_at().seconds(),
            parse_instant("2026-12-01T10:00:00Z").value().time_since_epoch() / 1s);
  clock.set("2026-12-01T09:59:59Z");
  EXPECT_TRUE(sheet(anybody, made.token()));
  EXPECT_TRUE(report(anybody, made.token(), "CAROTTE", 500));
  clock.set("2026-12-01T10:00:00Z");
  opens_nothing(anybody, made.token());
  const auto known = list().at("Potager");
  EXPECT_EQ(known.expires_at().seconds(), made.expires_at().seconds());
  EXPECT_EQ(known.shortages_size(), 1) << "what she said stays";
}

TEST_P(Deliveries, ANewLinkTakesThePlaceOfTheOneBefore) {
  const auto before = link("Potager");
  must(see(anybody, before));
  const auto miller = link("Moulin");
  const auto after = link("Potager");
  opens_nothing(anybody, before);
  EXPECT_TRUE(must(sheet(anybody, after)).has_seen_at()) << "the sheet is the same";
  EXPECT_TRUE(sheet(anybody, miller));
}

TEST_P(Deliveries, ATokenOpensNothingElsewhere) {
  const auto token = link("Potager");
  Shop there(strangers);
  const auto foreign = closed_cycle(there);
  const auto theirs = must(issue(strangers, foreign, "Potager")).token();
  auto elsewhere = installation.as("", other);
  auto nowhere = installation.as("", {});
  auto unknown = installation.as("", make_uuid_v7(3));
  opens_nothing(elsewhere, token);
  opens_nothing(anybody, theirs);
  opens_nothing(nowhere, token);
  EXPECT_EQ(sheet(unknown, token).error().reason, "halle.no_such_method");
  for (const auto& wrong :
       {std::string{}, token.substr(1), token + "0", std::string(64, '0'), std::string("' OR 1")})
    opens_nothing(anybody, wrong);
  EXPECT_TRUE(sheet(elsewhere, theirs));
  EXPECT_EQ(issue(staff, foreign, "Potager").error().reason, "orders.cycle_unknown");
}

TEST_P(Deliveries, SeenIsSaidOnce) {
  const auto token = link("Potager");
  clock.set("2026-11-26T17:02:00Z");
  const auto first = must(see(anybody, token)).seen_at().seconds();
  EXPECT_EQ(first, parse_instant("2026-11-26T17:02:00Z").value().time_since_epoch() / 1s);
  clock.advance(1h);
  EXPECT_EQ(must(see(anybody, token)).seen_at().seconds(), first);
  EXPECT_EQ(must(sheet(anybody, token)).seen_at().seconds(), first);
  EXPECT_EQ(list().at("Potager").seen_at().seconds(), first);
  EXPECT_FALSE(list().at("Moulin").has_seen_at());
  EXPECT_EQ(events("DeliverySeen"), std::vector<std::string>{"1"});
}

TEST_P(Deliveries, AShortageIsWithinWhatWasOrderedAndTheLastWordCounts) {
  const auto token = link("Potager");
  const auto miller = link("Moulin");
  const auto refused = [&](const std::string& reason,
                           const Result<orders::v1::ReportShortageReply>& result) {
    ASSERT_FALSE(result) << reason;
    EXPECT_EQ(result.error().reason, reason);
  };
  refused("orders.bad_shortage", report(anybody, token, "CAROTTE", 2001));
  refused("orders.bad_shortage", report(anybody, token, "CAROTTE", -1));
  refused("orders.bad_shortage",
          report(anybody, token, "CAROTTE", std::numeric_limits<std::int64_t>::max()));
  refused("orders.not_whole", report(anybody, miller, "LENTILLE", 1500));
  refused("orders.not_on_sheet", report(anybody, token, "LENTILLE", 1000));
  refused("orders.not_on_sheet", report(anybody, token, "NAVET", 1));
  refused("orders.not_on_sheet", report(anybody, token, "", 0));
  EXPECT_FALSE(list().at("Potager").has_seen_at()) << "what is refused leaves nothing";

  must(report(anybody, token, "CAROTTE", 0));
  EXPECT_TRUE(list().at("Potager").has_seen_at());
  EXPECT_EQ(events("ShortageReported"), std::vector<std::string>{"0"}) << "nothing was missing";
  must(report(anybody, token, "CAROTTE", 1));
  must(report(anybody, token, "CAROTTE", 2000));
  clock.advance(1min);
  must(report(anybody, token, "CAROTTE", 2000));
  EXPECT_EQ(must(sheet(anybody, token)).rows(0).missing(), 2000);
  auto known = list().at("Potager");
  ASSERT_EQ(known.shortages_size(), 1);
  EXPECT_EQ(known.shortages(0).product_name(), "Carotte");
  EXPECT_EQ(known.shortages(0).missing(), 2000);
  EXPECT_EQ(list().at("Moulin").shortages_size(), 0);
  must(report(anybody, token, "CAROTTE", 0));
  EXPECT_EQ(must(sheet(anybody, token)).rows(0).missing(), 0);
  EXPECT_EQ(list().at("Potager").shortages_size(), 0);
  EXPECT_EQ(installation.sql("SELECT version, missing FROM orders.shortage ORDER BY version"),
            (std::vector<std::string>{"1|1", "2|2000", "3|0"}));
  EXPECT_EQ(events("ShortageReported"), std::vector<std::string>{"3"});
  EXPECT_EQ(events("DeliverySeen"), std::vector<std::string>{"1"});
}

TEST_P(Deliveries, ReportsAtTheSameMomentFollowEachOther) {
  const auto token = link("Potager");
  std::vector<std::thread> reports;
  for (int i = 1; i <= 8; ++i)
    reports.emplace_back([this, token, i] {
      auto caller = installation.as("", coop);
      must(report(caller, token, "CAROTTE", i));
    });
  for (auto& each : reports) each.join();
  EXPECT_EQ(installation.sql("SELECT count(*), max(version) FROM orders.shortage"),
            std::vector<std::string>{"8|8"});
  EXPECT_EQ(events("DeliverySeen"), std::vector<std::string>{"1"});
}

TEST_P(Deliveries, OnlyStaffOfAClosedCycleMakeLinks) {
  auto member = installation.as(installation.create_account(coop, "member", "1"), coop);
  auto coordinator = installation.as(installation.create_account(coop, "coordinator"), coop);
  EXPECT_EQ(issue(anybody, cycle, "Potager").error().reason, "halle.sign_in_first");
  EXPECT_EQ(issue(member, cycle, "Potager").error().reason, "halle.not_allowed");
  EXPECT_TRUE(issue(coordinator, cycle, "Potager"));
  orders::v1::ListDeliveriesRequest request;
  request.set_cycle(cycle);
  EXPECT_EQ(DeliveriesClient(anybody).list(request).error().reason, "halle.sign_in_first");
  EXPECT_EQ(DeliveriesClient(member).list(request).error().reason, "halle.not_allowed");

  // From stock, under its minimum, unknown: nothing to deliver.
  for (const auto* nothing : {"Rucher", "Ferme", "Personne", ""})
    EXPECT_EQ(issue(staff, cycle, nothing).error().reason, "orders.nothing_to_deliver") << nothing;
  EXPECT_EQ(list().size(), 2u);
  EXPECT_EQ(list().at("Moulin").products(), 1);
  EXPECT_EQ(list().at("Potager").total_cents(), 520);
  EXPECT_FALSE(list().at("Moulin").has_issued_at());

  const auto open = shop.open_cycle("2026-12-11T20:00");
  EXPECT_EQ(issue(staff, open, "Potager").error().reason, "orders.cycle_open");
  request.set_cycle(open);
  EXPECT_EQ(DeliveriesClient(staff).list(request).error().reason, "orders.cycle_open");
  EXPECT_EQ(issue(staff, "x", "Potager").error().reason, "orders.cycle_unknown");
}

TEST_P(Deliveries, CallersWithoutASessionDoNotReadEachOthersReplies) {
  const auto token = link("Potager");
  const auto miller = link("Moulin");
  const Uuid operation = make_uuid_v7(5);
  anybody.next_operation(operation);
  const auto first = must(see(anybody, token)).seen_at().seconds();
  clock.advance(1h);
  anybody.next_operation(operation);
  EXPECT_EQ(must(see(anybody, token)).seen_at().seconds(), first) << "her own, sent again";
  // The same id with another secret is another request: the stored reply is not for it.
  anybody.next_operation(operation);
  EXPECT_EQ(see(anybody, miller).error().reason, "halle.operation_id_reused");
  anybody.next_operation(operation);
  EXPECT_EQ(see(anybody, "guessed").error().reason, "halle.operation_id_reused");
  anybody.next_operation(operation);
  EXPECT_EQ(report(anybody, token, "CAROTTE", 1).error().reason, "halle.operation_id_reused");
}

TEST_P(Deliveries, WhoIsNotSignedInHasOpenScreensOnly) {
  const auto paths = [](Caller& caller) {
    std::vector<std::string> all;
    const auto shell = must(kernel::v1::ShellClient(caller).get({}));
    for (const auto& module : shell.modules())
      for (const auto& screen : module.screens()) all.push_back(screen.path() + screen.menu());
    return std::pair{all, shell.permissions_size()};
  };
  const std::vector<std::string> open{"/livraison", "/adherer"};
  auto nowhere = installation.as("", {});
  EXPECT_EQ(paths(anybody), std::pair(open, 0));
  EXPECT_EQ(paths(nowhere), std::pair(open, 0));
  auto member = installation.as(installation.create_account(coop, "member", "1"), coop);
  EXPECT_GT(paths(member).first.size(), 1u);
  EXPECT_GT(paths(member).second, 0);
}

}  // namespace
}  // namespace halle::test
