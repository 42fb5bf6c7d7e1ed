#include "tests/benchmarks/workshops.hpp"

#include <atomic>
#include <chrono>
#include <cmath>
#include <iostream>
#include <regex>
#include <stdexcept>

#include "halle/workshops/v1/workshops.halle.hpp"
#include "tests/benchmarks/load.hpp"
#include "tests/benchmarks/statements.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace wv = workshops::v1;
constexpr int in_flight = 32;
constexpr int sessions = 1'000;
constexpr int members = 600;

std::string session_id(std::uint32_t number) {
  char text[37];
  std::snprintf(text, sizeof text, "00000000-0000-0000-0000-%012x", number);
  return text;
}

struct Studio {
  Running running;
  Uuid coop = running.create_organisation("coop");
  std::string org = "'" + coop.text() + "'";
  net::Client client{running.address()};
  Caller staff{client, running.token(), coop};
  std::string first_day = day_after(format_instant(system_clock()()).substr(0, 10), 1);

  Studio() {
    staff.be_patient(std::chrono::seconds(600));
    running.sql("INSERT INTO workshops.member (org_id, number, member_id, standing) SELECT " + org +
                ", n::text, gen_random_uuid(), 1 FROM generate_series(1, " +
                std::to_string(members) + ") n");
    wv::SetWorkshopRequest workshop;
    workshop.mutable_workshop()->set_title("Pain au levain");
    const auto id = must(wv::WorkshopsClient(staff).set(workshop)).id();
    wv::AddSessionRequest add;
    add.mutable_details()->set_workshop(id);
    add.mutable_details()->set_starts(first_day + "T18:00");
    add.mutable_details()->set_ends(first_day + "T20:00");
    add.mutable_details()->set_capacity(1000);
    add.set_publish(true);
    const auto first = must(wv::SessionsClient(staff).add(add)).id();
    // The others are copies of it, eleven a day.
    running.sql("CREATE TEMP TABLE one AS SELECT * FROM workshops.session WHERE id = '" + first +
                "'; INSERT INTO workshops.session SELECT (jsonb_populate_record(one, "
                "jsonb_build_object('id', lpad(to_hex(n), 32, '0')::uuid, 'starts_at', "
                "one.starts_at + n / 11 * interval '1 day', 'ends_at', one.ends_at + n / 11 * "
                "interval '1 day'))).* FROM one, generate_series(1, " +
                std::to_string(sessions) + ") n");
    running.sql("DELETE FROM workshops.session WHERE id = '" + first + "'");
    running.sql("VACUUM ANALYZE");
  }

  static wv::RegisterRequest registering(const std::string& member, std::uint32_t session) {
    wv::RegisterRequest request;
    request.set_session(session_id(session));
    request.set_member(member);
    return request;
  }
  int registered() const {
    return std::stoi(running.sql("SELECT count(*) FROM workshops.registration").at(0));
  }
};

/// The statements of a registration, with another member and session each time.
Script script_of(Studio& studio) {
  // It is called several times: the place is given back first.
  const auto statements = statements_of(studio.running, "INSERT INTO workshops.registration", [&] {
    wv::CancelRequest back;
    back.set_session(session_id(7));
    back.set_member("577");
    (void)wv::RegistrationsClient(studio.staff).cancel(back);
    must(wv::RegistrationsClient(studio.staff).register_(Studio::registering("577", 7)));
  });
  Script script;
  script.role = "workshops_rw";
  script.preamble = "\\set m random(1, " + std::to_string(members) + ")\n\\set s random(1, " +
                    std::to_string(sessions) + ")\n";
  script.round_trips = {{}, {}};
  for (const auto& statement : statements) {
    const bool closing =
        statement.sql == "COMMIT" || statement.sql.find("halle.leave") != std::string::npos;
    auto& copied = script.round_trips[closing ? 1 : 0].emplace_back(statement);
    // The key of an event is the session's id as text.
    copied.sql = std::regex_replace(copied.sql, std::regex(R"(halle\.emit\(\$1, \$2,)"),
                                    "halle.emit($$1, ($$2)::text,");
    for (const auto& [number, value] : statement.params) {
      if (value == "577") script.varying[value] = ":m::text";
      if (value == session_id(7)) script.varying[value] = "lpad(to_hex(:s::int), 32, '0')::uuid";
      if (statement.sql.find("INSERT INTO workshops.registration") != std::string::npos &&
          number == 2)
        script.varying[value] = "gen_random_uuid()";
      if (statement.sql.find("halle.enter") != std::string::npos && number == 2)
        script.varying[value] = "gen_random_uuid()";
    }
  }
  return script;
}

void measure_registering(Studio& studio, double seconds, const Say& say) {
  const Script script = script_of(studio);
  double ours = 0, pgbenchs = 0;
  std::atomic<std::uint32_t> next = 0;
  for (int round = 0; round < 3; ++round) {
    const auto load = run_load(studio.running.address(), studio.running.token(), studio.coop,
                               in_flight, seconds, [&](std::uint32_t) {
                                 const std::uint32_t n = next++;
                                 const auto request = Studio::registering(
                                     std::to_string(1 + n / sessions % members), 1 + n % sessions);
                                 return Request{"/halle.workshops.v1.Registrations/Register",
                                                request.SerializeAsString(), true};
                               });
    // Some are registered by pgbench: refused after the same statements.
    if (load.errors > load.per_second * seconds / 5) throw std::runtime_error(load.first_error);
    ours += load.per_second / 3;
    const int before = studio.registered();
    pgbenchs += pgbench(studio.running, script, "halle_app", seconds) / 3;
    if (studio.registered() - before < seconds * 100)
      throw std::runtime_error("pgbench registered no member");
  }
  std::cout << "registering: " << std::round(ours) << "/s; pgbench with the same statements "
            << std::round(pgbenchs) << "/s" << std::endl;
  say("registering_ratio", ours / pgbenchs, 0.6, true);
}

void measure_list(Studio& studio, double seconds) {
  wv::ListSessionsRequest request;
  request.set_from(studio.first_day);
  request.set_until(day_after(studio.first_day, 100));
  const auto shown = must(wv::SessionsClient(studio.staff).list(request)).sessions_size();
  if (shown != sessions) throw std::runtime_error("the list has " + std::to_string(shown));
  const auto load = run_load(
      studio.running.address(), studio.running.token(), studio.coop, 4, seconds,
      [&](std::uint32_t) {
        return Request{"/halle.workshops.v1.Sessions/List", request.SerializeAsString(), false};
      });
  if (load.errors > 0) throw std::runtime_error(load.first_error);
  std::cout << "list of " << sessions << " sessions with " << studio.registered()
            << " registrations: " << std::round(load.per_second) << "/s, median "
            << std::round(load.median_ms) << " ms" << std::endl;
}
}  // namespace

void measure_workshops(double seconds, const Say& say) {
  Studio studio;
  measure_list(studio, seconds);
  measure_registering(studio, seconds, say);
  studio.running.sql("VACUUM ANALYZE");
  measure_list(studio, seconds);
}

}  // namespace halle::test
