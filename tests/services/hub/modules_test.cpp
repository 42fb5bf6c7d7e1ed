// Modules per association: what is not enabled does not exist there, what is enabled later catches
// up, what is purged was exported and is nobody else's.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pqxx/pqxx>
#include <set>

#include "core/base/text/text.hpp"
#include "core/node/static_modules.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"
#include "tests/support/talk.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

constexpr const char* without_orders =
    "nodes { name: \"hall\" listens: true modules: \"hub\" modules: \"membership\" modules: "
    "\"catalogue\" }";

class Modules : public testing::TestWithParam<const char*> {
 protected:
  ManualClock clock{"2026-11-26T09:00:00Z"};
  Installation installation{GetParam(), clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Uuid partner = create("partner", {"membership"});
  Caller administrator = administrator_of(partner);

  Uuid create(const std::string& code, const Lines& modules) {
    auto caller = installation.as_operator();
    hub::v1::CreateOrganisationRequest request;
    request.set_code(code);
    request.set_name(code);
    for (const auto& module : modules) request.add_modules(module);
    return Uuid::parse(must(hub::v1::OrganisationsClient(caller).create(request)).id()).value();
  }
  Caller administrator_of(const Uuid& organisation) {
    return installation.as(installation.create_account(organisation, "administrator"),
                           organisation);
  }
  static Result<hub::v1::EnableModuleReply> enable(Caller& caller, const std::string& module) {
    hub::v1::EnableModuleRequest request;
    request.set_module(module);
    return hub::v1::ModulesClient(caller).enable(request);
  }
  static Result<hub::v1::DisableModuleReply> disable(Caller& caller, const std::string& module) {
    hub::v1::DisableModuleRequest request;
    request.set_module(module);
    return hub::v1::ModulesClient(caller).disable(request);
  }
  static hub::v1::Module module_of(Caller& caller, const std::string& id) {
    const auto all = must(hub::v1::ModulesClient(caller).list({}));
    for (const auto& module : all.modules())
      if (module.description().id() == id) return module;
    throw std::runtime_error("no module " + id);
  }
  Lines followed(const Uuid& organisation) {
    return installation.sql("SELECT number || ' ' || standing FROM orders.member WHERE org_id = '" +
                            organisation.text() + "' ORDER BY 1");
  }
  std::int64_t behind(const Uuid& organisation) {
    auto caller = installation.as_operator(organisation);
    return must(kernel::v1::KernelClient(caller).get_backlog({})).pending();
  }
  /// A week of an association's life as its members see it.
  void live(const Uuid& organisation, int members) {
    auto caller = installation.as_operator(organisation);
    Shop shop(caller);
    shop.add_members(members);
    shop.set_standing("2", membership::v1::STANDING_SUSPENDED);
    shop.set_standing("3", membership::v1::STANDING_LEFT);
    shop.set_standing("2", membership::v1::STANDING_ACTIVE);
    shop.set_standing("4", membership::v1::STANDING_SUSPENDED);
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, Modules, testing::Values(one_box, two_nodes));

TEST_P(Modules, LettersAreOfferedWhereAModuleCanDeliverThem) {
  const auto sending = [&] {
    auto anybody = installation.as("", {});
    Lines codes;
    const auto names = must(hub::v1::OrganisationsClient(anybody).list_names({}));
    for (const auto& one : names.organisations())
      if (one.letters()) codes.push_back(one.code());
    std::sort(codes.begin(), codes.end());
    return codes;
  };
  const auto ask = [&](const Uuid& organisation) {
    auto anybody = installation.as("", organisation);
    hub::v1::AskForPasswordRequest request;
    request.set_login("12");
    const auto asked = hub::v1::AccountsClient(anybody).ask_for_password(request);
    return asked ? std::string("ok") : asked.error().reason;
  };
  const Uuid without = create("without", {"membership"});
  must(enable(administrator, "notify_email"));
  EXPECT_EQ(sending(), Lines{}) << "there is no mail server";
  EXPECT_EQ(ask(partner), "hub.no_letters");
  installation.configure("notify_email",
                         "server = folder:/nowhere\nfrom = coop@example.org\n"
                         "site = https://coop.example.org\n");
  EXPECT_EQ(sending(), (Lines{"coop", "partner"})) << "coop has all modules";
  EXPECT_EQ(ask(partner), "ok");
  EXPECT_EQ(ask(without), "hub.no_letters");
  installation.configure("notify_email", "server = folder:/nowhere\n");
  EXPECT_EQ(sending(), Lines{}) << "it cannot be used";
}

/// The same request to an installation that has never heard of the module is answered the same.
TEST_P(Modules, WhatIsNotEnabledReadsLikeWhatIsUnknown) {
  Installation bare(without_orders, clock.clock());
  const Uuid there = bare.create_organisation("bare");
  const auto answers = [](const Installation& at, const Uuid& organisation,
                          const std::string& token) {
    Lines all;
    const std::string who = (token.empty() ? "" : "authorization: Bearer " + token + "\r\n") +
                            std::string("halle-organisation: ") + organisation.text() +
                            "\r\nidempotency-key: 01a20cff-7d00-7bc1-a99b-99ee147bc54f\r\n";
    const std::string framed("\0\0\0\0\0", 5);
    for (const auto* path :
         {"/halle.orders.v1.Cycles/List", "/halle.orders.v1.Cycles/Open",
          "/halle.orders.v1.Cycles/WatchProgress", "/halle.orders.v1.Cycles/GetProgress",
          "/halle.orders.v1.Followed/OnMemberJoined", "/halle.orders.v1.Deliveries/GetSheet"}) {
      for (const auto& [type, body] :
           std::vector<std::pair<std::string, std::string>>{{"application/json", "{}"},
                                                            {"application/json", "no json"},
                                                            {"application/proto", "\xFF"},
                                                            {"application/grpc-web+proto", framed},
                                                            {"application/connect+proto", framed},
                                                            {"application/connect+json", framed}}) {
        std::string answer = talk(at.site(), post(at.site(), path, who, body, type));
        if (const auto date = answer.find("\r\nDate: "); date != std::string::npos)
          answer.erase(date, 37);
        all.push_back(std::move(answer));
      }
      const auto reply = at.client().call(path, "x", {token, organisation, make_uuid_v7(1), 10s});
      all.push_back(reply ? "answered"
                          : std::to_string(static_cast<int>(reply.error().code)) + " " +
                                reply.error().reason + " " + reply.error().detail);
    }
    return all;
  };
  EXPECT_EQ(answers(installation, partner, ""), answers(bare, there, ""));
  EXPECT_EQ(answers(installation, partner, "the-operator"), answers(bare, there, "the-operator"));
  EXPECT_EQ(answers(installation, partner, "no token"), answers(bare, there, "no token"));
  EXPECT_EQ(answers(installation, partner, installation.create_account(partner, "administrator")),
            answers(bare, there, bare.create_account(there, "administrator")));
  EXPECT_NE(answers(installation, coop, ""), answers(bare, there, ""));
  EXPECT_EQ(installation.sql("SELECT count(*) FROM orders.cycle"), Lines{"0"});
  // A document of a module that is not there is as little there as that of an unknown association.
  const auto page = [&](const std::string& path) {
    return talk(installation.site(), "GET " + path + " HTTP/1.1\r\nHost: " + installation.site() +
                                         "\r\nConnection: close\r\n\r\n");
  };
  const auto body = [](const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n"));
  };
  EXPECT_TRUE(page("/a/partner/producteurs").starts_with("HTTP/1.1 404"));
  EXPECT_EQ(body(page("/a/partner/producteurs")), body(page("/a/nobody/producteurs")));
}

TEST_P(Modules, TheShellShowsWhatIsEnabled) {
  const auto screens = [](Caller& caller) {
    std::set<std::string> modules;
    const auto shell = must(kernel::v1::ShellClient(caller).get({}));
    for (const auto& module : shell.modules()) modules.insert(module.id());
    for (const auto& permission : shell.permissions())
      modules.insert("right of " + permission.substr(0, permission.find('.')));
    return modules;
  };
  using Names = std::set<std::string>;
  EXPECT_EQ(screens(administrator),
            (Names{"hub", "membership", "right of hub", "right of membership"}));
  ASSERT_TRUE(must(enable(administrator, "catalogue")).changed());
  EXPECT_EQ(screens(administrator), (Names{"hub", "membership", "catalogue", "right of hub",
                                           "right of membership", "right of catalogue"}));
  ASSERT_TRUE(must(disable(administrator, "catalogue")).changed());
  EXPECT_EQ(screens(administrator),
            (Names{"hub", "membership", "right of hub", "right of membership"}));
  EXPECT_TRUE(eventually(3s, [&] {
    return catalogue::v1::ProductsClient(administrator).list({}).error().reason ==
           "halle.no_such_method";
  }));
}

TEST_P(Modules, NeitherJobsNorEventsHappenWhereItIsNotEnabled) {
  live(coop, 10);
  live(partner, 10);
  installation.settle();
  clock.advance(1h);
  const auto jobs_of = [&](const Uuid& organisation) {
    return installation.sql(
        "SELECT DISTINCT split_part(id, '.', 1) FROM halle.job WHERE org_id = '" +
        organisation.text() + "' ORDER BY 1");
  };
  EXPECT_TRUE(eventually(10s, [&] {
    return jobs_of(coop) == Lines{"catalogue",  "disco_soupe",  "member_wishes",
                                  "membership", "notify_email", "orders",
                                  "premises",   "shifts",       "workshops"};
  }));
  EXPECT_EQ(followed(coop).size(), 10u);
  // A round of jobs is one for all organisations.
  EXPECT_EQ(jobs_of(partner), Lines{"membership"});
  EXPECT_EQ(followed(partner), Lines{});
  EXPECT_EQ(installation.sql("SELECT DISTINCT org_id FROM halle.consumer WHERE id <> 'hub'"),
            Lines{coop.text()});
}

TEST_P(Modules, WhoAdministersSeesPeriodicWorkThatDidNotRun) {
  const auto overdue = [&] {
    Lines all;
    const auto module = module_of(administrator, "membership");
    for (const auto& job : module.description().overdue())
      all.push_back(job.id() + " " + job.outcome());
    return all;
  };
  const auto told = [&] {
    const auto home = must(kernel::v1::ShellClient(administrator).get_cards({}));
    return std::count_if(home.cards().begin(), home.cards().end(),
                         [](const auto& card) { return card.words() == "hub.card_jobs_overdue"; });
  };
  ASSERT_TRUE(eventually(10s, [&] {
    return installation.sql(
               "SELECT outcome FROM halle.job WHERE id = 'membership.follow_dues' "
               "AND org_id = '" +
               partner.text() + "'") == Lines{"ok"};
  }));
  EXPECT_EQ(overdue(), Lines{});
  EXPECT_EQ(told(), 0);
  const auto set = [&](const std::string& what) {
    installation.sql("UPDATE halle.job SET " + what + " WHERE id = 'membership.follow_dues'");
  };
  set("outcome = 'membership.no_grid'");
  EXPECT_EQ(overdue(), Lines{"membership.follow_dues membership.no_grid"});
  EXPECT_EQ(told(), 1);
  set("outcome = ''");
  EXPECT_EQ(overdue(), Lines{"membership.follow_dues "}) << "it began and never ended";
  // As if something held it: a quarter of an hour is its period.
  set("outcome = 'ok', lease_until = started_at + interval '1 minute', "
      "started_at = started_at - interval '29 minutes'");
  EXPECT_EQ(overdue(), Lines{});
  set("started_at = started_at - interval '2 minutes'");
  EXPECT_EQ(overdue(), Lines{"membership.follow_dues ok"});
  EXPECT_EQ(told(), 1);
  set("lease_until = '-infinity'");
  EXPECT_TRUE(eventually(10s, [&] { return overdue().empty(); })) << "it catches up";
  EXPECT_EQ(told(), 0);
}

TEST_P(Modules, OneEnabledLaterKnowsWhatItWouldHaveKnown) {
  live(coop, 300);
  live(partner, 300);
  installation.settle();
  ASSERT_TRUE(enable(administrator, "catalogue"));
  installation.settle();  // what is not enabled waits for nothing
  EXPECT_EQ(followed(partner), Lines{});
  ASSERT_TRUE(enable(administrator, "orders"));
  installation.settle();
  EXPECT_EQ(followed(partner), followed(coop));
  EXPECT_EQ(followed(partner).size(), 300u);
  auto module = module_of(administrator, "orders");
  EXPECT_GT(module.description().head(), 300);
  EXPECT_EQ(module.description().position(), module.description().head());
  // Disabled, it stops; enabled again, it goes on from there.
  ASSERT_TRUE(must(disable(administrator, "orders")).changed());
  const auto before = followed(partner);
  for (const auto& organisation : {coop, partner}) {
    auto caller = installation.as_operator(organisation);
    Shop(caller).set_standing("7", membership::v1::STANDING_SUSPENDED);
  }
  installation.settle();
  EXPECT_EQ(followed(partner), before);
  module = module_of(administrator, "orders");
  EXPECT_FALSE(module.enabled());
  EXPECT_LT(module.description().position(), module.description().head());
  installation.sql("DELETE FROM orders.member WHERE org_id = '" + partner.text() +
                   "' AND number = '300' RETURNING 1");
  ASSERT_TRUE(enable(administrator, "orders"));
  installation.settle();
  auto expected = followed(coop);
  std::erase(expected, "300 1");
  EXPECT_EQ(followed(partner), expected) << "what it had taken is not taken again";
  EXPECT_EQ(installation.broken_invariants(), Lines{});
}

TEST_P(Modules, OneThatCatchesUpDoesNotHoldUpTheOthers) {
  auto theirs = installation.as_operator(partner);
  Shop(theirs).add_members(3000);
  auto ours = installation.as_operator(coop);
  Shop(ours).add_members(5);
  installation.settle();
  ASSERT_TRUE(enable(administrator, "catalogue"));
  ASSERT_TRUE(enable(administrator, "orders"));
  int rounds = 0;
  for (; behind(partner) > 500 && rounds < 20; ++rounds) {
    const auto standing =
        rounds % 2 == 0 ? membership::v1::STANDING_SUSPENDED : membership::v1::STANDING_ACTIVE;
    Shop(ours).set_standing("1", standing);
    EXPECT_TRUE(eventually(1500ms, [&] {
      return followed(coop).front() == "1 " + std::to_string(static_cast<int>(standing));
    }));
  }
  EXPECT_GT(rounds, 1) << "it caught up before anybody could be held up";
  installation.settle();
  EXPECT_EQ(followed(partner).size(), 3000u);
}

TEST_P(Modules, WhatOneNeedsIsThereBefore) {
  const auto refused = [](const auto& result, const std::string& reason, const std::string& names) {
    ASSERT_FALSE(result) << reason;
    EXPECT_EQ(result.error().reason, reason);
    ASSERT_EQ(result.error().fields.size(), 1u);
    EXPECT_EQ(result.error().fields[0].value, names);
  };
  refused(enable(administrator, "orders"), "hub.module_needs", "Les produits et les producteurs");
  refused(enable(administrator, "nothing"), "hub.module_unknown", "nothing");
  refused(disable(administrator, "hub"), "hub.module_essential", "L'association et ses comptes");
  EXPECT_FALSE(must(enable(administrator, "hub")).changed());
  EXPECT_FALSE(must(enable(administrator, "membership")).changed());
  ASSERT_TRUE(must(enable(administrator, "catalogue")).changed());
  ASSERT_TRUE(must(enable(administrator, "orders")).changed());
  for (const auto* needed : {"membership", "catalogue"})
    refused(disable(administrator, needed), "hub.module_needed", "Les commandes groupées");
  const auto members = module_of(administrator, "membership");
  EXPECT_EQ(Lines(members.needed_by().begin(), members.needed_by().end()), Lines{"orders"});
  ASSERT_TRUE(must(disable(administrator, "orders")).changed());
  ASSERT_TRUE(must(disable(administrator, "membership")).changed());
  EXPECT_FALSE(must(disable(administrator, "membership")).changed());
  installation.settle();
  EXPECT_EQ(
      installation.sql("SELECT type FROM halle.event_log WHERE type LIKE 'halle.hub.v1.Module%' "
                       "ORDER BY position"),
      (Lines{"halle.hub.v1.ModuleEnabled", "halle.hub.v1.ModuleEnabled",
             "halle.hub.v1.ModuleDisabled", "halle.hub.v1.ModuleDisabled"}));
  // What a new association begins with brings what it needs.
  EXPECT_EQ(installation.sql("SELECT module FROM hub.enabled_module WHERE org_id = '" +
                             create("shop", {"orders"}).text() + "' ORDER BY 1"),
            (Lines{"catalogue", "membership", "orders"}));
  auto caller = installation.as_operator();
  hub::v1::CreateOrganisationRequest request;
  request.set_code("other");
  request.set_name("other");
  request.add_modules("nothing");
  EXPECT_EQ(hub::v1::OrganisationsClient(caller).create(request).error().reason,
            "hub.module_unknown");
}

TEST_P(Modules, OnlyAdministratorsOfTheAssociationDecide) {
  const auto nobody_may = [&](Caller caller, const std::string& reason) {
    EXPECT_EQ(hub::v1::ModulesClient(caller).list({}).error().reason, reason);
    EXPECT_EQ(enable(caller, "catalogue").error().reason, reason);
    EXPECT_EQ(disable(caller, "membership").error().reason, reason);
    hub::v1::PurgeModuleRequest purge;
    purge.set_module("orders");
    EXPECT_EQ(hub::v1::ModulesClient(caller).purge(purge).error().reason, reason);
    hub::v1::ExportModuleRequest rows;
    rows.set_module("membership");
    EXPECT_EQ(hub::v1::ModulesClient(caller).export_rows(rows).error().reason, reason);
  };
  for (const auto* role : {"volunteer", "coordinator", "treasurer"})
    nobody_may(installation.as(installation.create_account(partner, role), partner),
               "halle.not_allowed");
  nobody_may(installation.as(installation.create_account(partner, "member", "1"), partner),
             "halle.not_allowed");
  nobody_may(installation.as(installation.create_account(coop, "administrator"), partner),
             "halle.not_allowed");
  nobody_may(installation.as("", partner), "halle.sign_in_first");
  EXPECT_EQ(installation.sql("SELECT module FROM hub.enabled_module WHERE org_id = '" +
                             partner.text() + "'"),
            Lines{"membership"});
  // The provider of rows is the kernel's alone.
  kernel::v1::EraseModuleRequest erase;
  erase.set_module("membership");
  EXPECT_EQ(kernel::v1::ModulesClient(administrator).erase(erase).error().reason,
            "halle.not_allowed");
}

struct Export {
  std::string lines;
  std::int64_t rows = 0;
  std::string sha256;
};

Export export_all(Caller& caller, const std::string& module) {
  Export all;
  Sha256 hash;
  while (true) {
    hub::v1::ExportModuleRequest request;
    request.set_module(module);
    request.set_skip(all.rows);
    const auto part = must(hub::v1::ModulesClient(caller).export_rows(request));
    if (part.rows() == 0) break;
    hash.add(part.lines());
    all.lines += part.lines();
    all.rows += part.rows();
  }
  all.sha256 = hash.hex();
  return all;
}

TEST_P(Modules, AnExportInPartsHasEveryFileOnce) {
  installation.sql(
      "INSERT INTO halle.file SELECT '" + partner.text() +
      "', 'member_wishes', md5(n::text), "
      "'image/png', decode(repeat('78', n * 9000), 'hex'), 1 FROM generate_series(1, 60) n");
  const auto all = export_all(administrator, "member_wishes");
  EXPECT_EQ(all.rows, 60);
  std::set<std::string> hashes;
  for (const auto& line : split(trim(all.lines), '\n'))
    hashes.insert(nlohmann::json::parse(line)["row"]["sha256"].get<std::string>());
  EXPECT_EQ(hashes.size(), 60u);
}

TEST_P(Modules, APurgeTakesWhatWasExportedAndNobodyElses) {
  const auto trade = [&](const Uuid& organisation) {
    auto caller = installation.as_operator(organisation);
    Shop shop(caller);
    shop.add_members(20);
    std::string products = "code;name;producer;unit;price;vat\nAIL;Ail;Jardin;kg;9;5,5\n";
    for (int i = 0; i < 3000; ++i)  // more than one part of an export
      products += "P" + std::to_string(i) + ";Produit " + std::to_string(i) + ";Jardin;kg;9;5,5\n";
    shop.import_products(products);
    const auto cycle = shop.open_cycle("2026-12-04T20:00");
    must(shop.set(cycle, "1", {{"AIL", 1000, 500}}));
    must(shop.confirm(cycle, "1"));
    must(shop.close(cycle));
  };
  auto ours = administrator_of(coop);
  ASSERT_TRUE(enable(administrator, "catalogue"));
  ASSERT_TRUE(enable(administrator, "orders"));
  trade(coop);
  trade(partner);
  installation.settle();
  const auto rows = [&](const std::string& schema, const std::string& where) {
    std::string query =
        "SELECT count(*), md5(string_agg(t.x, ',' ORDER BY t.x)) FROM (SELECT '' AS x";
    for (const auto& table : installation.sql(
             "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname = '" + schema +
             "' AND schemaname || tablename IN (SELECT table_schema || table_name FROM "
             "information_schema.columns WHERE column_name = 'org_id')"))
      query += " UNION ALL SELECT '" + table + "' || r::text FROM " + table + " r WHERE " + where;
    return installation.sql(query + ") t").at(0);
  };
  const std::string hers = "org_id = '" + partner.text() + "'";
  const std::string others = "org_id <> '" + partner.text() + "'";
  const auto orders_of_others = rows("orders", others);
  hub::v1::PurgeModuleRequest purge;
  purge.set_module("orders");
  purge.set_sha256(export_all(administrator, "orders").sha256);
  const auto refused = [&](const std::string& reason) {
    const auto before = rows("orders", hers);
    EXPECT_EQ(hub::v1::ModulesClient(administrator).purge(purge).error().reason, reason);
    EXPECT_EQ(rows("orders", hers), before);
  };
  refused("hub.module_enabled");
  const auto projected = followed(partner);
  ASSERT_TRUE(must(disable(administrator, "orders")).changed());
  const Export taken = export_all(administrator, "orders");
  EXPECT_EQ(std::to_string(taken.rows + 1), rows("orders", hers).substr(0, 4));
  EXPECT_EQ(std::count(taken.lines.begin(), taken.lines.end(), '\n'), taken.rows);
  EXPECT_NE(taken.lines.find("{\"table\" : \"orders.line\", \"row\" : {\"code\": \"AIL\""),
            std::string::npos);
  EXPECT_EQ(taken.lines.find(coop.text()), std::string::npos);
  purge.set_sha256(std::string(64, '0'));
  refused("halle.export_differs");
  ASSERT_TRUE(disable(administrator, "catalogue"));
  purge.set_module("catalogue");
  refused("hub.module_built_on");
  ASSERT_TRUE(enable(administrator, "catalogue"));
  purge.set_module("orders");
  // A change after the export is not lost.
  purge.set_sha256(taken.sha256);
  installation.sql("UPDATE orders.member SET standing = 3 WHERE number = '9' AND " + hers +
                   " RETURNING 1");
  refused("halle.export_differs");
  purge.set_sha256(export_all(administrator, "orders").sha256);
  // Nobody could end what it entrusted any more.
  for (const auto& organisation : {coop, partner})
    installation.sql(
        "INSERT INTO hub.entrusted (org_id, id, subject, role, from_at, until_at, module) VALUES "
        "('" +
        organisation.text() +
        "', gen_random_uuid(), '1', 'treasurer', '2026-01-01', '2027-01-01', 'orders') "
        "RETURNING 1");
  EXPECT_EQ(must(hub::v1::ModulesClient(administrator).purge(purge)).rows(), taken.rows);
  EXPECT_EQ(installation.sql("SELECT org_id FROM hub.entrusted"), Lines{coop.text()});
  EXPECT_EQ(rows("orders", hers).substr(0, 1), "1") << "but the row of the query itself";
  EXPECT_EQ(rows("orders", others), orders_of_others);
  EXPECT_EQ(must(hub::v1::ModulesClient(administrator).purge(purge)).rows(), 0);
  EXPECT_EQ(installation.sql(
                "SELECT count(*) > 0 FROM halle.audit WHERE method LIKE '%/Erase' AND " + hers),
            Lines{"t"});
  EXPECT_EQ(installation.broken_invariants(), Lines{});
  // Enabled again, it begins anew.
  ASSERT_TRUE(must(enable(administrator, "orders")).changed());
  installation.settle();
  EXPECT_EQ(followed(partner), projected);
  EXPECT_EQ(export_all(ours, "orders").lines.find(partner.text()), std::string::npos);
}

TEST_P(Modules, TheOperatorActsOnlyWhereSheIsLet) {
  auto machine = installation.as_operator(partner);
  hub::v1::LetOperatorRequest no;
  const auto refused = hub::v1::OrganisationsClient(machine).let_operator(no);
  EXPECT_EQ(refused.error().reason, "hub.no_administrator") << "nobody could let her again";
  hub::v1::InviteRequest invite;
  invite.set_number("1");
  const auto invited = must(hub::v1::AccountsClient(machine).invite(invite));
  hub::v1::GrantRoleRequest grant;
  grant.set_account(invited.account());
  grant.set_role("administrator");
  must(hub::v1::AccountsClient(machine).grant_role(grant));
  hub::v1::AcceptInvitationRequest accept;
  accept.set_token(must(hub::v1::AccountsClient(machine).invite(invite)).token());
  accept.set_password("carottes et poireaux");
  must(hub::v1::AccountsClient(machine).accept_invitation(accept));
  EXPECT_TRUE(membership::v1::MembersClient(machine).list({}));
  EXPECT_FALSE(must(hub::v1::OrganisationsClient(administrator).let_operator(no)).operator_acts());
  const auto reason = [](const auto& result) { return result ? "ok" : result.error().reason; };
  EXPECT_TRUE(eventually(3s, [&] {
    return reason(membership::v1::MembersClient(machine).list({})) == "halle.operator_not_let";
  }));
  hub::v1::RevokeRoleRequest leave;
  leave.set_account(invited.account());
  leave.set_role("administrator");
  EXPECT_EQ(reason(hub::v1::AccountsClient(administrator).revoke_role(leave)),
            "hub.last_administrator")
      << "nobody could make another";
  const auto before = installation.sql("SELECT count(*) FROM halle.operation");
  EXPECT_EQ(reason(enable(machine, "catalogue")), "halle.operator_not_let");
  hub::v1::LetOperatorRequest yes;
  yes.set_acts(true);
  EXPECT_EQ(reason(hub::v1::OrganisationsClient(machine).let_operator(yes)),
            "halle.operator_not_let");
  EXPECT_EQ(installation.sql("SELECT count(*) FROM halle.operation"), before);
  // What is the installation's goes on, and so do the other associations and its own people.
  EXPECT_TRUE(hub::v1::OrganisationsClient(machine).list({}));
  EXPECT_EQ(installation.broken_invariants(), Lines{});
  auto ours = installation.as_operator(coop);
  EXPECT_TRUE(catalogue::v1::ProductsClient(ours).list({}));
  EXPECT_TRUE(membership::v1::MembersClient(administrator).list({}));
  ASSERT_TRUE(must(hub::v1::OrganisationsClient(administrator).let_operator(yes)).operator_acts());
  EXPECT_TRUE(membership::v1::MembersClient(machine).list({})) << "at once";
}

TEST_P(Modules, WhatAnAssociationIsHasItsDates) {
  hub::v1::OrganisationsClient client(administrator);
  const auto say = [&](const std::string& from, const std::string& form, hub::v1::VatRegime vat) {
    hub::v1::SetLegalStatusRequest request;
    request.mutable_status()->set_from(from);
    request.mutable_status()->set_legal_form(form);
    request.mutable_status()->set_vat(vat);
    return client.set_legal_status(request);
  };
  const auto first_field = [](const auto& result) { return result.error().fields.at(0).field; };
  EXPECT_EQ(first_field(say("1/1/2020", "Association", hub::v1::VAT_REGIME_LIABLE)), "from");
  EXPECT_EQ(first_field(say("2020-01-01", " ", hub::v1::VAT_REGIME_LIABLE)), "legal_form");
  EXPECT_EQ(first_field(say("2020-01-01", "Association", hub::v1::VAT_REGIME_UNSPECIFIED)), "vat");
  EXPECT_EQ(must(client.get_status({})).legal_size(), 0);
  must(say("2020-01-01", "Association", hub::v1::VAT_REGIME_NOT_LIABLE));
  must(say("2027-01-01", "SCIC SA", hub::v1::VAT_REGIME_LIABLE));
  const auto both =
      must(say("2020-01-01", "Association loi 1901", hub::v1::VAT_REGIME_BASE_EXEMPTION));
  ASSERT_EQ(both.legal_size(), 2);
  EXPECT_EQ(both.legal(0).from(), "2027-01-01");
  EXPECT_EQ(both.legal(1).legal_form(), "Association loi 1901");
  EXPECT_EQ(both.legal(1).vat(), hub::v1::VAT_REGIME_BASE_EXEMPTION);
  hub::v1::RemoveLegalStatusRequest remove;
  remove.set_from("2027-01-01");
  EXPECT_EQ(must(client.remove_legal_status(remove)).legal_size(), 1);
  auto ours = administrator_of(coop);
  EXPECT_EQ(must(hub::v1::OrganisationsClient(ours).get_status({})).legal_size(), 0);
  auto crossing = installation.as(installation.create_account(coop, "administrator"), partner);
  EXPECT_EQ(hub::v1::OrganisationsClient(crossing).get_status({}).error().reason,
            "halle.not_allowed");
}

TEST(ModulesBefore, AnAssociationFromBeforeKeepsAllItHad) {
  {
    Installation some(one_box);  // makes roles
  }
  const auto composition = must(module::parse_composition(
      "nodes { name: \"hall\" listens: true modules: \"hub\" modules: \"membership\" modules: "
      "\"catalogue\" modules: \"orders\" }"));
  const auto all = must(node::schemas(node::static_modules(), composition, ""));
  auto before = all;
  for (auto& schema : before)
    if (schema.name == "hub") {
      schema.migrations.resize(4);
      schema.functions.clear();  // they read what the later ones make
    }
  must(server().create_database("before_modules"));
  const auto conninfo = server().admin("before_modules");
  must(db::migrate(conninfo, before, [] { return Status(Done{}); }));
  pqxx::connection database(conninfo);
  pqxx::nontransaction tx(database);
  tx.exec(
      "INSERT INTO hub.organisation VALUES ('00000000-0000-7000-8000-000000000001', 'coop', "
      "'Coop', 'Europe/Paris', now())");
  must(db::migrate(conninfo, all, [] { return Status(Done{}); }));
  Lines modules;
  for (const auto& row : tx.exec("SELECT module FROM hub.enabled_module ORDER BY 1"))
    modules.emplace_back(row[0].c_str());
  EXPECT_EQ(modules, (Lines{"catalogue", "membership", "orders"}));
}

}  // namespace
}  // namespace halle::test
