// halle-bench: real baskets, figures as ratios against pgbench in the same run, memory, starts,
// growth. Prints one line for each figure and compares it with its target and with its floor
// (tests/benchmarks/floor.txt). Exit status 1 if anything came out wrong or worse than its floor; a
// target that is missed is only said.

#include <sodium.h>

#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "core/base/text/decimal.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "tests/benchmarks/figures.hpp"
#include "tests/benchmarks/hostile.hpp"
#include "tests/benchmarks/load.hpp"
#include "tests/benchmarks/mail.hpp"
#include "tests/benchmarks/modules.hpp"
#include "tests/benchmarks/opening.hpp"
#include "tests/benchmarks/shifts.hpp"
#include "tests/benchmarks/slow_clients.hpp"
#include "tests/benchmarks/statements.hpp"
#include "tests/benchmarks/workshops.hpp"
#include "tests/support/baskets.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
constexpr int in_flight = 32;
constexpr int products = 5000;
constexpr int ordered_products = 1000;

Figures& figures() {
  static std::ifstream floor(HALLE_SOURCE_DIR "/tests/benchmarks/floor.txt");
  static Figures all(std::cout, floor);
  return all;
}

/// Says a figure. `higher` means better.
void say(const std::string& name, double value, double target, bool higher = true) {
  figures().say(name, value, target, higher);
}

std::string code(std::uint32_t number) {
  return "P" + std::to_string(10'000 + number);
}

/// A shop with 150 members and 5,000 products, and an open cycle.
struct Place {
  Running running;
  Uuid coop;
  std::string cycle;

  Place() : coop(running.create_organisation("coop")) {
    const net::Client client(running.address());
    Caller caller(client, running.token(), coop);
    Shop shop(caller);
    shop.add_members(150);
    std::string csv = "code;name;producer;unit;price;vat\n";
    for (std::uint32_t i = 0; i < products; ++i)
      csv += code(i) + ";Produit " + std::to_string(i) + ";Ferme " + std::to_string(i % 40) +
             ";kg;2,50;5,5\n";
    shop.import_products(csv);
    cycle =
        shop.open_cycle(day_after(format_instant(system_clock()()).substr(0, 10), 20) + "T20:00");
    running.sql("VACUUM ANALYZE");
  }

  Load load(double seconds, const MakeRequest& make) const {
    return run_load(running.address(), running.token(), coop, in_flight, seconds, make);
  }
  /// The statements of a call that is easy to find in the log and to vary in a script.
  std::vector<Statement> statements(const std::string& marker, const MakeRequest& make) const {
    const net::Client client(running.address());
    Caller caller(client, running.token(), coop);
    std::uint32_t number = 500;
    return statements_of(running, marker, [&] {
      const auto request = make(++number);
      must(caller.call(request.method, request.bytes));
    });
  }
};

orders::v1::SetLinesRequest lines_request(const Place& place, const std::string& member,
                                          std::uint32_t first, std::uint32_t count,
                                          std::uint32_t quantity) {
  orders::v1::SetLinesRequest request;
  request.set_cycle(place.cycle);
  request.set_member(member);
  for (std::uint32_t i = 0; i < count; ++i) {
    auto* line = request.add_lines();
    line->set_product(code(first + i));
    line->set_quantity(quantity);
  }
  return request;
}

Request bytes_of(const orders::v1::SetLinesRequest& request) {
  return {"/halle.orders.v1.Orders/SetLines", request.SerializeAsString(), true};
}

MakeRequest set_lines(const Place& place, std::uint32_t lines) {
  return [&place, lines](std::uint32_t random) {
    return bytes_of(lines_request(place, std::to_string(1 + random % 150),
                                  random / 150 % (ordered_products - lines), lines,
                                  1000 + random % 7919));
  };
}

Request page_after(const Place& place, const std::string& after) {
  orders::v1::ListOffersRequest request;
  request.set_cycle(place.cycle);
  request.set_after(after);
  request.set_limit(50);
  return {"/halle.orders.v1.Cycles/ListOffers", request.SerializeAsString(), false};
}

MakeRequest pages(const Place& place) {
  return
      [&place](std::uint32_t random) { return page_after(place, code(random % (products - 50))); };
}

Script lines_script(const std::vector<Statement>& statements, std::uint32_t lines) {
  Script script;
  script.preamble = "\\set m random(1, 150)\n\\set q random(1000, 8918)\n\\set p random(10000, " +
                    std::to_string(10'000 + ordered_products - lines) + ")\n";
  std::string codes = "'{P' || :p";
  std::string quantities = "'{' || :q";
  for (std::uint32_t i = 1; i < lines; ++i) {
    script.preamble += "\\set p" + std::to_string(i) + " :p + " + std::to_string(i) + "\n";
    codes += " || ',P' || :p" + std::to_string(i);
    quantities += " || ',' || :q";
  }
  script.round_trips = {{}, {}};
  for (const auto& statement : statements) {
    const bool closing =
        statement.sql == "COMMIT" || statement.sql.find("halle.leave") != std::string::npos;
    script.round_trips[closing ? 1 : 0].push_back(statement);
    for (const auto& [number, value] : statement.params) {
      if (value == "77") script.varying[value] = ":m::text";
      if (value.starts_with("{\"P")) script.varying[value] = "(" + codes + " || '}')::text[]";
      if (value.starts_with("{5")) script.varying[value] = "(" + quantities + " || '}')::bigint[]";
      if (statement.sql.find("halle.enter") != std::string::npos && number == 2)
        script.varying[value] =
            "(lpad(to_hex(:run::int * 1000 + :client_id::int), 8, '0') || "
            "lpad(to_hex(:n::int), 24, '0'))::uuid";
    }
  }
  return script;
}

Script without(Script script, const std::vector<std::string>& parts) {
  std::vector<Statement> kept;
  for (const auto& round_trip : script.round_trips)
    for (const auto& statement : round_trip)
      if (std::none_of(parts.begin(), parts.end(), [&](const std::string& part) {
            return statement.sql.find(part) != std::string::npos;
          }))
        kept.push_back(statement);
  script.round_trips = {kept};
  return script;
}

/// A load and pgbench by turns, so that a machine that is faster at one time than at another is
/// fair to both.
struct Comparison {
  Load load;              // the last one
  double per_second = 0;  // of all rounds together
  std::vector<double> pgbench;
};

struct Rival {
  std::string user;
  Script script;
};

Comparison compare(const Place& place, const MakeRequest& make, const std::vector<Rival>& rivals,
                   double seconds) {
  constexpr int rounds = 3;
  Comparison all{{}, 0, std::vector<double>(rivals.size())};
  for (int round = 0; round < rounds; ++round) {
    all.load = place.load(seconds, make);
    if (all.load.errors > 0)
      throw std::runtime_error(std::to_string(all.load.errors) + " errors, " +
                               all.load.first_error);
    all.per_second += all.load.per_second / rounds;
    for (std::size_t r = 0; r < rivals.size(); ++r)
      all.pgbench[r] += pgbench(place.running, rivals[r].script, rivals[r].user, seconds) / rounds;
  }
  return all;
}

void say_load(const std::string& what, const Comparison& all) {
  std::cout << what << ": " << std::round(all.per_second) << "/s, median "
            << std::round(all.load.median_ms * 10) / 10 << " ms, p99 "
            << std::round(all.load.p99_ms * 10) / 10 << " ms" << std::endl;
}

void measure_lines(const Place& place, const std::string& name, std::uint32_t lines, double target,
                   double seconds) {
  const MakeRequest fixed = [&](std::uint32_t quantity) {
    return bytes_of(lines_request(place, "77", 0, lines, quantity));
  };
  const auto script = lines_script(place.statements("Orders/SetLines", fixed), lines);
  const auto all =
      compare(place, set_lines(place, lines),
              {{"halle_app", script},
               {"halle_app", without(script, {"halle.enter", "halle.leave"})},
               {"halle_admin", without(script, {"halle.enter", "halle.leave", "SET LOCAL"})}},
              seconds);
  say_load(name, all);
  std::cout << "  pgbench: same statements " << std::round(all.pgbench[0])
            << "/s, without operation and audit " << std::round(all.pgbench[1])
            << "/s, bare rows without role and row-level security " << std::round(all.pgbench[2])
            << "/s" << std::endl;
  say(name + "_ratio", all.per_second / all.pgbench[0], target);
  say(name + "_frame_over_bare", all.pgbench[0] / all.pgbench[2], 0);
}

void measure_page(const Place& place, double seconds) {
  Script script;
  script.preamble = "\\set p random(10000, 14949)\n";
  script.round_trips = {place.statements(
      "FROM orders.offer WHERE", [&](std::uint32_t) { return page_after(place, "P12345"); })};
  script.varying["P12345"] = "('P' || :p)";
  const auto all =
      compare(place, pages(place),
              {{"halle_app", script}, {"halle_admin", without(script, {"SET LOCAL"})}}, seconds);
  say_load("page", all);
  std::cout << "  pgbench: same statements " << std::round(all.pgbench[0])
            << "/s, bare read without role and row-level security " << std::round(all.pgbench[1])
            << "/s" << std::endl;
  say("page_ratio", all.per_second / all.pgbench[0], 0.4);
  say("page_frame_over_bare", all.pgbench[0] / all.pgbench[1], 0);
}

/// An order of 10 lines, written and looked at, with so many modules that adjust its prices; in
/// this process.
void measure_prices(double seconds) {
  constexpr const char* services =
      "nodes { name: 'hall' listens: true modules: 'hub' modules: 'membership' "
      "modules: 'catalogue' modules: 'orders' }";
  std::map<int, double> written, seen;
  for (const int filters : {0, 1, 3}) {
    for (int n = 1; n <= filters; ++n)
      probe(n).adjust = [n](const orders::v1::AdjustRequest& request) {
        orders::v1::AdjustReply reply;
        for (const auto& basket : request.baskets())
          for (const auto& line : basket.lines()) {
            auto* out = reply.add_adjustments();
            out->set_cycle(basket.cycle());
            out->set_member(basket.member());
            out->set_code(line.code());
            out->set_cents(line.base_cents() / 20);
            out->set_reason("probe.said");
            out->set_fund("probe" + std::to_string(n));
          }
        return Result<orders::v1::AdjustReply>(std::move(reply));
      };
    Installation installation(services, system_clock(), filters);
    const Uuid coop = installation.create_organisation("coop");
    Caller caller = installation.as_operator(coop);
    Shop shop(caller);
    shop.add_members(150);
    std::string csv = "code;name;producer;unit;price;vat\n";
    for (std::uint32_t i = 0; i < ordered_products; ++i)
      csv += code(i) + ";Produit;Ferme;kg;2,50;5,5\n";
    shop.import_products(csv);
    const auto cycle =
        shop.open_cycle(day_after(format_instant(system_clock()()).substr(0, 10), 20) + "T20:00");
    std::vector<Line> lines;
    for (std::uint32_t i = 0; i < 10; ++i) lines.push_back({code(i), 1000});
    for (int m = 1; m <= 150; ++m) must(shop.set(cycle, std::to_string(m), lines));
    const auto load = [&](const MakeRequest& make) {
      const auto all =
          run_load(installation.address(), "the-operator", coop, in_flight, seconds, make);
      if (all.errors > 0) throw std::runtime_error("prices: " + all.first_error);
      return all.per_second;
    };
    written[filters] = load([&](std::uint32_t random) {
      orders::v1::SetLinesRequest request;
      request.set_cycle(cycle);
      request.set_member(std::to_string(1 + random % 150));
      for (std::uint32_t i = 0; i < 10; ++i) {
        auto* line = request.add_lines();
        line->set_product(code(i));
        line->set_quantity(1000 + random % 7919);
      }
      return bytes_of(request);
    });
    seen[filters] = load([&](std::uint32_t random) {
      orders::v1::GetOrderRequest request;
      request.set_cycle(cycle);
      request.set_member(std::to_string(1 + random % 150));
      return Request{"/halle.orders.v1.Orders/Get", request.SerializeAsString(), false};
    });
    std::cout << "order of 10 with " << filters << " price filters: written "
              << std::round(written[filters]) << "/s, looked at " << std::round(seen[filters])
              << "/s" << std::endl;
  }
  for (const int filters : {1, 3}) {
    say("written_with_" + std::to_string(filters) + "_filters_over_none",
        written[filters] / written[0], 0.9);
    say("seen_with_" + std::to_string(filters) + "_filters_over_none", seen[filters] / seen[0],
        filters == 1 ? 0.8 : 0.6);
  }
}

/// Past cycles of 150 orders with 10 lines each, as rows, up to that many orders in all.
void fill(const Place& place, int orders) {
  const std::string org = "'" + place.coop.text() + "'";
  const auto have = std::stoi(place.running.sql("SELECT count(*) FROM orders.member_order").at(0));
  const int cycles = (orders - have + 149) / 150;
  if (cycles <= 0) return;
  const std::string made = "(SELECT id FROM orders.cycle WHERE name = 'filled')";
  place.running.sql("INSERT INTO orders.cycle SELECT " + org +
                    ", gen_random_uuid(), 'filled', 2, now(), current_date, now(), now() FROM "
                    "generate_series(1, " +
                    std::to_string(cycles) + ")");
  place.running.sql(
      "INSERT INTO orders.offer SELECT o.org_id, c.id, o.product_id, o.code, o.version, o.name, "
      "o.producer, o.unit, o.price_cents, o.cost_excl_vat, o.vat_rate, o.case_size, o.minimum, "
      "o.offered, o.available FROM orders.cycle c CROSS JOIN (SELECT * FROM orders.offer WHERE "
      "cycle_id = '" +
      place.cycle + "' ORDER BY code LIMIT 100) o WHERE c.name = 'filled'");
  place.running.sql("INSERT INTO orders.member_order SELECT " + org + ", id, m::text, 2 FROM " +
                    made + " c CROSS JOIN generate_series(1, 150) m");
  place.running.sql(
      "INSERT INTO orders.line SELECT o.org_id, o.cycle_id, m::text, o.code, 1000, 0, 0, "
      "NULL, "
      "1 FROM (SELECT o.*, row_number() OVER (PARTITION BY cycle_id ORDER BY code) AS r FROM "
      "orders.offer o WHERE cycle_id IN " +
      made + ") o CROSS JOIN generate_series(1, 150) m WHERE (o.r + m) % 10 = 0");
  place.running.sql(
      "INSERT INTO orders.line_change SELECT org_id, cycle_id, code, member_number, 1, "
      "now(), "
      "firm, 0 FROM orders.line WHERE cycle_id IN " +
      made);
  place.running.sql(
      "WITH made AS (INSERT INTO halle.operation SELECT org_id, 'operator', gen_random_uuid(), "
      "'\\x00', '\\x00' FROM orders.member_order WHERE cycle_id IN " +
      made +
      " RETURNING org_id, principal, id) INSERT INTO halle.audit (org_id, principal, method, "
      "operation) SELECT org_id, principal, 'filled', id FROM made");
  place.running.sql("UPDATE orders.cycle SET name = 'past' WHERE name = 'filled'");
  place.running.sql("VACUUM ANALYZE");
}

void measure_growth(const Place& place, double seconds) {
  for (const int orders : {100, 1'000, 10'000, 100'000}) {
    fill(place, orders);
    const auto line = place.load(seconds, set_lines(place, 1));
    const auto order = place.load(seconds, set_lines(place, 10));
    const auto page = place.load(seconds, pages(place));
    std::cout << "with " << orders << " orders stored: line " << std::round(line.per_second)
              << "/s, order of 10 " << std::round(order.per_second) << "/s, page "
              << std::round(page.per_second) << "/s" << std::endl;
  }
}

bool play(int baskets) {
  Running running;
  const Uuid coop = running.create_organisation("coop");
  const auto report = play_baskets({running.address(), running.token(), coop,
                                    [&](const std::string& query) { return running.sql(query); }},
                                   HALLE_SOURCE_DIR "/tests/data/groceries_baskets_9835.csv",
                                   baskets, in_flight, 1);
  std::string invariants;
  const bool sound = running.halle({"check"}, &invariants) == 0;
  std::cout << report.baskets << " baskets in " << report.cycles << " cycles: " << report.lines
            << " lines, " << report.calls << " calls in "
            << std::round(report.ordering_seconds * 10) / 10 << " s, closes "
            << std::round(report.closing_seconds * 10) / 10 << " s, " << report.wrong.size()
            << " wrong, halle check " << (sound ? "clean" : "BROKEN") << std::endl;
  for (std::size_t i = 0; i < report.wrong.size() && i < 10; ++i)
    std::cout << "  " << report.wrong[i] << std::endl;
  if (!sound) std::cout << invariants;
  return report.wrong.empty() && sound;
}

void measure_rest() {
  Running running;
  say("ready_on_empty_folder_s", running.ready_seconds(), 5, false);
  running.stop();
  running.start();
  say("ready_on_existing_folder_s", running.ready_seconds(), 2, false);
  long kilobytes = Running::pss(running.supervisor());
  for (const auto process : running.processes("halle-node")) kilobytes += Running::pss(process);
  say("memory_at_rest_mb", static_cast<double>(kilobytes) / 1024, 90, false);
}

/// The same shop in each composition, through the port of the node that listens: what a node more
/// on the way costs, and a file of its own.
void measure_topologies(double seconds) {
  std::map<std::string, double> pages;
  std::map<std::string, double> lines;
  for (const std::string composition : {"one_box", "one_box_so", "five_services"}) {
    Running running(composition);
    long kilobytes = Running::pss(running.supervisor());
    for (const auto process : running.processes("halle-node")) kilobytes += Running::pss(process);
    const Uuid coop = running.create_organisation("coop");
    std::string cycle;
    {
      const net::Client node(running.address());
      Caller staff(node, running.token(), coop);
      staff.be_patient(std::chrono::seconds(30));
      Shop shop(staff);
      shop.add_members(150);
      std::string sheet = "code;name;producer;unit;price;vat\n";
      for (int i = 0; i < 500; ++i)
        sheet += "P" + std::to_string(i) + ";Produit " + std::to_string(i) + ";Jardin;kg;2;5,5\n";
      shop.import_products(sheet);
      cycle =
          shop.open_cycle(day_after(format_instant(system_clock()()).substr(0, 10), 30) + "T20:00");
      // Every member is known to orders once she may order.
      for (int member = 1; member <= 150; ++member)
        must(shop.set(cycle, std::to_string(member), {{"P0", 1000}}));
    }
    const auto page =
        run_load(running.address(), running.token(), coop, 32, seconds, [&](std::uint32_t random) {
          orders::v1::ListOffersRequest request;
          request.set_cycle(cycle);
          request.set_after("P" + std::to_string(random % 450));
          request.set_limit(50);
          return Request{"/halle.orders.v1.Cycles/ListOffers", request.SerializeAsString(), false};
        });
    const auto line =
        run_load(running.address(), running.token(), coop, 32, seconds, [&](std::uint32_t random) {
          orders::v1::SetLinesRequest request;
          request.set_cycle(cycle);
          request.set_member(std::to_string(1 + random % 150));
          auto* wanted = request.add_lines();
          wanted->set_product("P" + std::to_string(random / 150 % 500));
          wanted->set_quantity(1000);
          return Request{"/halle.orders.v1.Orders/SetLines", request.SerializeAsString(), true};
        });
    for (const auto& load : {page, line})
      if (load.errors > 0) throw std::runtime_error(composition + ": " + load.first_error);
    pages[composition] = page.per_second;
    lines[composition] = line.per_second;
    std::cout << composition << ": " << std::round(page.per_second) << " pages of 50 offers/s, "
              << std::round(line.per_second) << " lines set/s, memory at rest " << kilobytes / 1024
              << " MB" << std::endl;
  }
  for (const std::string composition : {"one_box_so", "five_services"}) {
    say(composition + "_page_over_one_box", pages[composition] / pages["one_box"], 0.6);
    say(composition + "_line_over_one_box", lines[composition] / lines["one_box"], 0.6);
  }
}

/// A call that costs next to nothing, so that what is measured is the way to it.
void measure_gateway(double seconds) {
  const Running running;
  running.create_organisation("coop");
  const MakeRequest names = [](std::uint32_t) {
    return Request{"/halle.hub.v1.Organisations/ListNames", {}, false};
  };
  for (const int callers : {1, 64}) {
    const auto web = run_web_load(running.site(), "", {}, callers, seconds, names);
    const auto grpc = run_load(running.address(), "", {}, callers, seconds, names);
    const std::string name = "gateway_" + std::to_string(callers);
    for (const auto& load : {web, grpc})
      if (load.errors > 0) throw std::runtime_error(name + ": " + load.first_error);
    std::cout << name << ": " << std::round(web.per_second) << "/s, median "
              << std::round(web.median_ms * 100) / 100 << " ms; by gRPC "
              << std::round(grpc.per_second) << "/s, median "
              << std::round(grpc.median_ms * 100) / 100 << " ms" << std::endl;
    say(name + "_over_grpc", web.per_second / grpc.per_second, 0.6);
  }
}

/// How much longer one waits for "no" when the login exists than when it does not.
void measure_sign_in() {
  constexpr int tries = 100;
  const Running running;
  const Uuid coop = running.create_organisation("coop");
  const net::Client node(running.address());
  Caller staff(node, running.token(), coop);
  hub::v1::AccountsClient accounts(staff);
  std::map<bool, double> milliseconds;
  for (int i = 0; i < tries; ++i) {
    hub::v1::InviteRequest invite;
    invite.set_number(std::to_string(i));
    hub::v1::AcceptInvitationRequest accept;
    accept.set_token(must(accounts.invite(invite)).token());
    accept.set_password("a password of hers");
    must(accounts.accept_invitation(accept));
    for (const bool known : {true, false}) {
      hub::v1::SignInRequest wrong;
      wrong.set_login(known ? invite.number() : "x" + invite.number());
      wrong.set_password("not the password");
      wrong.mutable_client()->set_address("10.0.0." + std::to_string(i));
      Caller anybody(node, "", {});
      const auto begin = std::chrono::steady_clock::now();
      (void)hub::v1::AccountsClient(anybody).sign_in(wrong);
      milliseconds[known] +=
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
              .count() /
          tries;
    }
  }
  std::cout << "sign_in: " << std::round(milliseconds[true] * 10) / 10 << " ms for a login that is "
            << "there, " << std::round(milliseconds[false] * 10) / 10 << " ms for one that is not"
            << std::endl;
  say("sign_in_gap_ms", std::abs(milliseconds[true] - milliseconds[false]), 5, false);
}

/// The doors open for 150 members in a minute, then for ten times as many.
bool open_shop(bool quick) {
  const Running running;
  if (quick) return play_opening(running, 150, 10);
  return play_opening(running, 150, 60) && play_opening(running, 1500, 60) &&
         running.halle({"check"}) == 0;
}

/// Whether all came out right.
bool measure(bool quick, const std::set<std::string>& parts) {
  const auto wanted = [&](const std::string& part) {
    return parts.empty() || parts.contains(part);
  };
  const double seconds = quick ? 2 : 10;
  bool right = true;
  if (wanted("rest")) measure_rest();
  if (wanted("baskets")) right = play(quick ? 600 : 9835);
  if (wanted("gateway")) measure_gateway(seconds);
  if (wanted("topologies")) measure_topologies(seconds);
  if (wanted("calls")) measure_calls(say);
  if (wanted("replay")) measure_replay(quick ? 10'000 : 100'000, say);
  if (wanted("crowd")) measure_crowd(seconds, say);
  if (wanted("neighbours")) measure_neighbours(seconds, say);
  if (wanted("sign-in")) measure_sign_in();
  if (wanted("prices")) measure_prices(seconds);
  if (wanted("shifts")) measure_shifts(seconds, say);
  if (wanted("workshops")) measure_workshops(seconds, say);
  if (wanted("mail")) right = measure_mail(quick ? 2'000 : 10'000, say) && right;
  if (parts.contains("slow-clients")) right = bear_slow_clients(Running()) && right;
  if (parts.contains("hostile")) right = bear_attackers(Running(), quick ? 60 : 300) && right;
  if (wanted("opening")) right = open_shop(quick) && right;
  if (!wanted("line") && !wanted("order") && !wanted("page") && !wanted("growth")) return right;
  const Place place;
  if (wanted("line")) measure_lines(place, "line", 1, 0.6, seconds);
  if (wanted("order")) measure_lines(place, "order_of_10", 10, 0.7, seconds);
  if (wanted("page")) measure_page(place, seconds);
  if (wanted("growth") && !(quick && parts.empty())) measure_growth(place, quick ? 2 : 5);
  return right;
}

int run(bool quick, const std::set<std::string>& parts) {
  try {
    const bool right = measure(quick, parts);
    for (const auto& name : figures().worse())
      std::cerr << "worse than its floor: " << name << "\n";
    return right && figures().worse().empty() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
}  // namespace
}  // namespace halle::test

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 1;
  std::set<std::string> parts(argv + 1, argv + argc);
  const bool quick = parts.erase("--quick") > 0;
  return halle::test::run(quick, parts);
}
