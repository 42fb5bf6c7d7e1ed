#include "tests/benchmarks/shifts.hpp"

#include <atomic>
#include <chrono>
#include <cmath>
#include <iostream>
#include <stdexcept>

#include "halle/shifts/v1/shifts.halle.hpp"
#include "tests/benchmarks/load.hpp"
#include "tests/benchmarks/statements.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace sv = shifts::v1;
constexpr int in_flight = 32;
constexpr int templates = 20;  // one hour after the other, each day
constexpr int planned_days = 300;

std::string template_id(std::uint32_t number) {
  char text[37];
  std::snprintf(text, sizeof text, "00000000-0000-0000-0000-%012x", number);
  return text;
}

struct Hall {
  Running running;
  Uuid coop = running.create_organisation("coop");
  std::string org = "'" + coop.text() + "'";
  net::Client client{running.address()};
  Caller staff{client, running.token(), coop};
  std::string first_day = day_after(format_instant(system_clock()()).substr(0, 10), 1);

  Hall() {
    staff.be_patient(std::chrono::seconds(600));
    add_members(1, 150);
    sv::SetRuleRequest rule;
    rule.set_from(first_day.substr(0, 4) + "-01");
    rule.mutable_monthly_hours()->set_due_minutes(120);
    must(sv::HoursClient(staff).set_rule(rule));
    const std::string made = "generate_series(0, " + std::to_string(templates - 1) +
                             ") t CROSS JOIN generate_series(0, " +
                             std::to_string(planned_days - 1) + ") d";
    const std::string id = "lpad(to_hex(t), 32, '0')::uuid";
    running.sql("INSERT INTO shifts.template SELECT " + org + ", " + id +
                ", 'Service ' || t, '', 1, '08:00', '09:00', '2000-01-03', 1, 1, '2000-01-03', "
                "NULL, '2100-01-01' FROM generate_series(0, " +
                std::to_string(templates - 1) + ") t");
    const std::string day = "date '" + first_day + "' + d";
    running.sql("INSERT INTO shifts.occurrence SELECT " + org + ", " + id + ", " + day + ", (" +
                day + ") + make_interval(hours => t), (" + day +
                ") + make_interval(hours => t + 1), 'Service ' || t, '', 1, '', false FROM " +
                made);
    running.sql("INSERT INTO shifts.seat SELECT " + org + ", " + id + ", " + day +
                ", n, false FROM " + made + " CROSS JOIN generate_series(1, 30) n");
    running.sql("VACUUM ANALYZE");
  }

  /// As shifts keeps them, active for ten years.
  void add_members(int first, int last) const {
    const std::string numbers =
        "generate_series(" + std::to_string(first) + ", " + std::to_string(last) + ") n";
    running.sql("INSERT INTO shifts.member SELECT " + org +
                ", n::text, gen_random_uuid(), 1, true FROM " + numbers);
    running.sql("INSERT INTO shifts.standing SELECT " + org +
                ", n::text, current_date - 3650, 1 FROM " + numbers);
  }

  static sv::BookRequest booking(const std::string& member, std::uint32_t number,
                                 const std::string& day) {
    sv::BookRequest request;
    request.set_member(member);
    request.mutable_key()->set_template_(template_id(number));
    request.mutable_key()->set_day(day);
    return request;
  }
  /// Milliseconds of one call, the best of three.
  static double best_of_three(const std::function<void()>& call) {
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      call();
      best = std::min(
          best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
                    .count());
    }
    return best;
  }
};

void measure_booking(Hall& hall, double seconds, const Say& say) {
  std::uint32_t day = 0;
  const auto statements = statements_of(hall.running, "INSERT INTO shifts.booking", [&] {
    must(sv::BookingsClient(hall.staff)
             .book(Hall::booking("77", 7, day_after(hall.first_day, static_cast<int>(++day)))));
  });
  Script script;
  script.role = "shifts_rw";
  script.preamble = "\\set m random(1, 150)\n\\set t random(0, " + std::to_string(templates - 1) +
                    ")\n\\set d random(20, " + std::to_string(planned_days - 1) + ")\n";
  script.round_trips = {{}, {}};
  for (const auto& statement : statements) {
    const bool closing =
        statement.sql == "COMMIT" || statement.sql.find("halle.leave") != std::string::npos;
    script.round_trips[closing ? 1 : 0].push_back(statement);
    for (const auto& [number, value] : statement.params) {
      if (value == "77") script.varying[value] = ":m::text";
      if (value == "0") script.varying[value] = "0";  // any seat
      if (value.starts_with("{") && value.find("77") != std::string::npos)
        script.varying[value] = "ARRAY[:m::text]";
      if (value == template_id(7)) script.varying[value] = "lpad(to_hex(:t::int), 32, '0')::uuid";
      if (value == day_after(hall.first_day, static_cast<int>(day)))
        script.varying[value] = "(date '" + hall.first_day + "' + :d::int)";
      if (statement.sql.find("INSERT INTO shifts.booking") != std::string::npos && number == 7)
        script.varying[value] = "gen_random_uuid()";
      if (statement.sql.find("halle.enter") != std::string::npos && number == 2)
        script.varying[value] = "gen_random_uuid()";
    }
  }
  double ours = 0, pgbenchs = 0;
  std::atomic<std::uint32_t> next = 0;
  for (int round = 0; round < 3; ++round) {
    const auto load = run_load(
        hall.running.address(), hall.running.token(), hall.coop, in_flight, seconds,
        [&](std::uint32_t) {
          const std::uint32_t n = next++;
          const std::uint32_t shift = n % (templates * 280);
          const auto request = Hall::booking(
              std::to_string(1 + (n / (templates * 280) + n) % 150), shift % templates,
              day_after(hall.first_day, static_cast<int>(20 + shift / templates)));
          return Request{"/halle.shifts.v1.Bookings/Book", request.SerializeAsString(), true};
        });
    // Some have a seat there by pgbench: refused by the same statement.
    if (load.errors > load.per_second * seconds / 5) throw std::runtime_error(load.first_error);
    ours += load.per_second / 3;
    const auto booked = [&] {
      return std::stoi(hall.running.sql("SELECT count(*) FROM shifts.booking").at(0));
    };
    const int before = booked();
    pgbenchs += pgbench(hall.running, script, "halle_app", seconds) / 3;
    if (booked() - before < seconds * 100) throw std::runtime_error("pgbench took no seats");
  }
  std::cout << "booking: " << std::round(ours) << "/s; pgbench with the same statements "
            << std::round(pgbenchs) << "/s" << std::endl;
  say("booking_ratio", ours / pgbenchs, 0.6, true);
}

/// Of a member who did so many years of shifts, one a fortnight, and looks for her next one.
void measure_statement(Hall& hall, double seconds) {
  constexpr int member = 20'000;
  hall.add_members(member, member);
  int have = 0;
  for (const int years : {1, 10}) {
    hall.running.sql(
        "INSERT INTO shifts.entry SELECT " + hall.org + ", gen_random_uuid(), '" +
        std::to_string(member) +
        "', 120, 'monthly_hours', 1, 'shifts.rule_attended', 'title=x', "
        "'shift', 'past/' || n, 1, false, now() - n * interval '14 days', now(), 'bench' "
        "FROM generate_series(" +
        std::to_string(have + 1) + ", " + std::to_string(years * 26) + ") n");
    have = years * 26;
    const auto load = run_load(
        hall.running.address(), hall.running.token(), hall.coop, in_flight, seconds,
        [](std::uint32_t) {
          sv::GetStatementRequest request;
          request.set_member(std::to_string(member));
          return Request{"/halle.shifts.v1.Hours/GetStatement", request.SerializeAsString(), false};
        });
    if (load.errors > 0) throw std::runtime_error(load.first_error);
    std::cout << "statement over " << years << " years: " << std::round(load.per_second)
              << "/s, median " << std::round(load.median_ms * 10) / 10 << " ms" << std::endl;
  }
}

void measure_members(Hall& hall) {
  int have = 150;
  for (const int members : {150, 1'000, 10'000}) {
    if (members > have) hall.add_members(have + 1, members);
    have = members;
    hall.running.sql("VACUUM ANALYZE");
    const double coverage =
        Hall::best_of_three([&] { must(sv::PlanningClient(hall.staff).get_coverage({})); });
    hall.running.sql("UPDATE shifts.member SET stale = true");
    const auto begin = std::chrono::steady_clock::now();
    while (must(sv::HoursClient(hall.staff).settle({})).entries() > 0 ||
           hall.running.sql("SELECT count(*) FROM shifts.member WHERE stale")[0] != "0") {
    }
    const std::chrono::duration<double> settling = std::chrono::steady_clock::now() - begin;
    std::cout << "with " << members << " members: coverage " << std::round(coverage)
              << " ms, months of all settled in " << std::round(settling.count() * 10) / 10 << " s"
              << std::endl;
  }
}
}  // namespace

void measure_shifts(double seconds, const Say& say) {
  Hall hall;
  measure_booking(hall, seconds, say);
  measure_statement(hall, seconds);
  measure_members(hall);
}

}  // namespace halle::test
