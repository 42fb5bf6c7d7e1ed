#include "tests/benchmarks/modules.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <map>
#include <stdexcept>
#include <thread>

#include "core/base/ids.hpp"
#include "core/node/static_modules.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "relay/v1/relay.halle.hpp"
#include "tests/benchmarks/load.hpp"
#include "tests/benchmarks/statements.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"

extern "C" std::int32_t halle_module_entry_echo(const halle_host*, halle_module*);
extern "C" std::int32_t halle_module_entry_relay(const halle_host*, halle_module*);

namespace halle::test {
namespace {
using Steady = std::chrono::steady_clock;

double rounded(double value) {
  return std::round(value * 100) / 100;
}

/// Microseconds of a call, and of writing and reading what it carries; the best of some rounds, as
/// the machine's other work only adds.
std::pair<double, double> microseconds_between(const std::string& composition, int times) {
  auto carried = node::static_modules();
  carried.insert(carried.end(), {&halle_module_entry_echo, &halle_module_entry_relay});
  Installation installation(composition, system_clock(), 0, carried);
  auto caller = installation.as_operator(installation.create_organisation("coop"));
  relay::v1::RepeatRequest request;
  request.set_times(times);
  for (int i = 0; i < 20; ++i) request.mutable_words()->add_words("Pommes de terre");
  std::pair<double, double> best{1e9, 1e9};
  for (int round = 0; round < 5; ++round) {
    const auto reply = must(relay::v1::RelayClient(caller).repeat(request));
    best = {std::min(best.first, reply.call() / 1000),
            std::min(best.second, reply.serialising() / 1000)};
  }
  return best;
}

/// Events of the past in an organisation's log, as a module that was there would have left them.
void add_events(const Running& running, const Uuid& organisation, int events) {
  membership::v1::StandingChanged event;
  event.set_member(running
                       .sql("SELECT id FROM membership.member WHERE number = '7' AND org_id = '" +
                            organisation.text() + "'")
                       .at(0));
  event.set_number("7");
  event.set_standing(membership::v1::STANDING_LEFT);
  running.sql("INSERT INTO halle.outbox (org_id, type, key, payload) SELECT '" +
              organisation.text() + "', '" + std::string(event.GetTypeName()) + "', '7', '\\x" +
              hex(event.SerializeAsString()) + "' FROM generate_series(1, " +
              std::to_string(events) + ")");
}

std::int64_t number(const Running& running, const std::string& query) {
  const auto rows = running.sql(query);
  return rows.empty() ? 0 : std::stoll(rows.front());
}

double seconds_until(std::chrono::minutes limit, const std::function<bool()>& holds) {
  const auto begin = Steady::now();
  if (!eventually(limit, holds)) throw std::runtime_error("it takes too long");
  return std::chrono::duration<double>(Steady::now() - begin).count();
}
}  // namespace

void measure_calls(const Say& say) {
  const std::string base = "modules: 'hub' ";
  const auto [call, serialising] = microseconds_between(
      "nodes { name: 'hall' listens: true " + base + "modules: 'echo' modules: 'relay' }", 20'000);
  const auto [across, alone] = microseconds_between("nodes { name: 'hall' listens: true " + base +
                                                        "modules: 'relay' } "
                                                        "nodes { name: 'by' modules: 'echo' }",
                                                    1'000);
  std::cout << "calls: between modules of one node " << rounded(call) << " µs, writing and reading "
            << rounded(serialising) << " µs of it; to another node " << rounded(across) << " µs"
            << std::endl;
  say("call_between_modules_us", call - serialising, 2, false);
  say("call_across_nodes_us", across - alone, 0, false);
}

void measure_replay(int events, const Say& say) {
  const Running running;
  const net::Client client(running.address());
  Caller staff(client, running.token(), {});
  hub::v1::CreateOrganisationRequest create;
  create.set_code("coop");
  create.set_name("coop");
  for (const auto* id : {"membership", "catalogue", "orders"}) create.add_modules(id);
  const Uuid coop =
      Uuid::parse(must(hub::v1::OrganisationsClient(staff).create(create)).id()).value();
  Caller caller(client, running.token(), coop);
  Shop(caller).add_members(10);
  const std::string org = " WHERE org_id = '" + coop.text() + "'";
  const auto head = [&] { return number(running, "SELECT position FROM halle.event_head" + org); };
  const auto caught_up = [&](const std::string& module) {
    return number(running, "SELECT position FROM halle.consumer" + org + " AND id = '" + module +
                               "'") == head();
  };
  seconds_until(std::chrono::minutes(1), [&] { return caught_up("orders"); });
  const auto before = head();
  add_events(running, coop, events);
  const double logged =
      seconds_until(std::chrono::minutes(10), [&] { return head() == before + events; });
  seconds_until(std::chrono::minutes(20), [&] { return caught_up("orders"); });

  hub::v1::EnableModuleRequest enable;
  enable.set_module("price_solidarity");
  must(hub::v1::ModulesClient(caller).enable(enable));
  const double replayed =
      seconds_until(std::chrono::minutes(20), [&] { return caught_up("price_solidarity"); });
  // What the database takes for a position that moves, one commit after the other.
  Script script;
  script.round_trips = {
      {{"BEGIN", {}},
       {"SET LOCAL halle.org = '" + coop.text() + "'", {}},
       {"UPDATE halle.consumer SET position = position + 1" + org + " AND id = 'price_solidarity'",
        {}},
       {"COMMIT", {}}}};
  const double commits = pgbench(running, script, "halle_admin", 5, 1);
  std::cout << "replay: " << events << " events logged in " << rounded(logged)
            << " s, acted on by a module enabled later in " << rounded(replayed) << " s, "
            << std::round(events / replayed) << "/s; pgbench moves the position "
            << std::round(commits) << " times/s" << std::endl;
  say("replay_over_commits", events / replayed / commits, 0.5, true);
}

void measure_crowd(double seconds, const Say& say) {
  constexpr int members = 150;
  std::map<std::string, Load> pages;
  std::map<std::string, Load> lines;
  for (const std::string composition : {"one_box", "five_services"}) {
    const Running running(composition);
    const Uuid coop = running.create_organisation("coop");
    const net::Client node(running.address());
    Caller staff(node, running.token(), coop);
    staff.be_patient(std::chrono::seconds(30));
    Shop shop(staff);
    shop.add_members(members);
    std::string sheet = "code;name;producer;unit;price;vat\n";
    for (int i = 0; i < 500; ++i)
      sheet += "P" + std::to_string(1000 + i) + ";Produit;Jardin;kg;2;5,5\n";
    shop.import_products(sheet);
    const auto cycle =
        shop.open_cycle(day_after(format_instant(system_clock()()).substr(0, 10), 30) + "T20:00");
    for (int member = 1; member <= members; ++member)
      must(shop.set(cycle, std::to_string(member), {{"P1000", 1000}}));
    hub::v1::AccountsClient accounts(staff);
    std::vector<std::string> tokens;
    for (int i = 0; i < 32; ++i) {
      hub::v1::CreateAccountRequest create;
      create.set_email("coordinator" + std::to_string(i) + "@example.org");
      hub::v1::GrantRoleRequest grant;
      grant.set_account(must(accounts.create(create)).id());
      grant.set_role("coordinator");
      must(accounts.grant_role(grant));
      hub::v1::IssueTokenRequest issue;
      issue.set_account(grant.account());
      tokens.push_back(must(accounts.issue_token(issue)).token());
    }
    const auto load = [&](const MakeRequest& make) {
      const auto all = run_load(running.address(), tokens, coop, seconds, make);
      if (all.errors > 0) throw std::runtime_error(composition + ": " + all.first_error);
      return all;
    };
    pages[composition] = load([&](std::uint32_t random) {
      orders::v1::ListOffersRequest request;
      request.set_cycle(cycle);
      request.set_after("P" + std::to_string(1000 + random % 450));
      request.set_limit(50);
      return Request{"/halle.orders.v1.Cycles/ListOffers", request.SerializeAsString(), false};
    });
    lines[composition] = load([&](std::uint32_t random) {
      orders::v1::SetLinesRequest request;
      request.set_cycle(cycle);
      request.set_member(std::to_string(1 + random % members));
      auto* wanted = request.add_lines();
      wanted->set_product("P" + std::to_string(1000 + random / members % 500));
      wanted->set_quantity(1000);
      return Request{"/halle.orders.v1.Orders/SetLines", request.SerializeAsString(), true};
    });
    std::cout << "crowd: 32 callers, " << composition << ": pages "
              << std::round(pages[composition].per_second) << "/s, lines "
              << std::round(lines[composition].per_second) << "/s" << std::endl;
  }
  say("crowd_pages_over_one_box", pages["five_services"].per_second / pages["one_box"].per_second,
      0.65, true);
  say("crowd_lines_over_one_box", lines["five_services"].per_second / lines["one_box"].per_second,
      0.65, true);
}

void measure_neighbours(double seconds, const Say& say) {
  const Running running;
  const net::Client client(running.address());
  std::map<std::string, Uuid> organisations;
  std::map<std::string, std::string> cycles;
  for (const std::string code : {"quiet", "noisy"}) {
    organisations[code] = running.create_organisation(code);
    Caller caller(client, running.token(), organisations[code]);
    caller.be_patient(std::chrono::seconds(30));
    Shop shop(caller);
    shop.add_members(50);
    std::string sheet = "code;name;producer;unit;price;vat\n";
    for (int i = 0; i < 500; ++i)
      sheet += "P" + std::to_string(1000 + i) + ";Produit;Jardin;kg;2;5,5\n";
    shop.import_products(sheet);
    cycles[code] =
        shop.open_cycle(day_after(format_instant(system_clock()()).substr(0, 10), 30) + "T20:00");
    for (int member = 1; member <= 50; ++member)
      must(shop.set(cycles[code], std::to_string(member), {{"P1000", 1000}}));
  }
  const auto load = [&](const std::string& code, int in_flight, double time) {
    const auto all = run_load(
        running.address(), running.token(), organisations[code], in_flight, time,
        [&](std::uint32_t random) {
          orders::v1::ListOffersRequest request;
          request.set_cycle(cycles[code]);
          request.set_after("P" + std::to_string(1000 + random % 450));
          request.set_limit(50);
          return Request{"/halle.orders.v1.Cycles/ListOffers", request.SerializeAsString(), false};
        });
    if (all.errors > 0) throw std::runtime_error(code + ": " + all.first_error);
    return all;
  };
  const auto alone = load("quiet", 1, seconds);
  Load noise;
  std::thread noisy([&] { noise = load("noisy", 100, seconds + 2); });
  const auto beside = load("quiet", 1, seconds);
  noisy.join();
  std::cout << "neighbours: a quiet association's page in " << rounded(alone.p95_ms)
            << " ms (p95) alone, " << rounded(beside.p95_ms) << " ms beside one that has 100 calls "
            << "in flight, " << std::round(noise.per_second) << "/s, p95 " << rounded(noise.p95_ms)
            << " ms" << std::endl;
  // It waits for its own, not in the other's queue.
  say("quiet_p95_over_noisy_p95", beside.p95_ms / noise.p95_ms, 0.5, false);
}

}  // namespace halle::test
