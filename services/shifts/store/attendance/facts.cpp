#include "services/shifts/store/attendance/facts.hpp"

#include <algorithm>

#include "services/shifts/domain/hours/pack.hpp"
#include "services/shifts/store/hours/rules.hpp"
#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {
namespace {
struct SpanRow {
  std::string member_number;
  Day from_day{};
  std::optional<Day> until_day;
};
HALLE_ROW(SpanRow, member_number, from_day, until_day)

struct ServiceRow {
  std::string member_number;
  std::string cause;
  std::string title;
  Day local_day{};
  Instant starts_at{};
  int minutes = 0;
  int worth = 100;
  Presence presence = Presence::present;
  bool own = false;
};
HALLE_ROW(ServiceRow, member_number, cause, title, local_day, starts_at, minutes, worth, presence,
          own)

struct WorkRow {
  std::string member_number;
  Uuid id;
  Day day{};
  Instant begins{};
  int minutes = 0;
};
HALLE_ROW(WorkRow, member_number, id, day, begins, minutes)

struct SeatRow {
  std::string member_number;
  Day taken{};
  std::optional<Day> freed;
  Day local_day{};
  bool late_return = false;
};
HALLE_ROW(SeatRow, member_number, taken, freed, local_day, late_return)

struct BelongingRow {
  std::string member_number;
  std::string main_number;
  Day from_day{};
  std::optional<Day> until_day;
};
HALLE_ROW(BelongingRow, member_number, main_number, from_day, until_day)

void add_days(const std::vector<SpanRow>& rows, std::vector<Days> MemberFacts::*to,
              std::map<std::string, MemberFacts>& all) {
  for (const auto& row : rows)
    (all[row.member_number].*to).push_back({row.from_day, row.until_day});
}

Status add_spans(sdk::Call& call, const std::vector<std::string>& members,
                 std::map<std::string, MemberFacts>& all) {
  static const std::string select_active = names.in(R"(
      SELECT member_number, since AS from_day, ended - 1 AS until_day FROM (
        SELECT member_number, since, standing,
               lead(since) OVER (PARTITION BY member_number ORDER BY since) AS ended
          FROM shifts.standing WHERE org_id = $1 AND member_number = ANY($2::text[])) s
       WHERE standing = {active} ORDER BY member_number, since)");
  HALLE_TRY(active, call.query<SpanRow>(select_active, call.organisation(), members));
  add_days(active, &MemberFacts::active, all);
  constexpr const char* select_leaves =
      "SELECT member_number, from_day, until_day FROM shifts.leave WHERE org_id = $1 AND "
      "member_number = ANY($2::text[]) AND kind = $3";
  HALLE_TRY(leaves,
            call.query<SpanRow>(select_leaves, call.organisation(), members, v1::LEAVE_KIND_LEAVE));
  add_days(leaves, &MemberFacts::leaves, all);
  HALLE_TRY(delays,
            call.query<SpanRow>(select_leaves, call.organisation(), members, v1::LEAVE_KIND_DELAY));
  add_days(delays, &MemberFacts::delays, all);
  HALLE_TRY(regular,
            call.query<SpanRow>("SELECT member_number, from_day, until_day FROM shifts.regular "
                                "WHERE org_id = $1 AND member_number = ANY($2::text[])",
                                call.organisation(), members));
  add_days(regular, &MemberFacts::regular, all);
  return Done{};
}

Status add_services(sdk::Call& call, const std::vector<std::string>& members,
                    const std::string& zone, Instant until,
                    std::map<std::string, MemberFacts>& all) {
  static const std::string select_services = names.in(R"(
    SELECT -- Shifts at which the member was marked.
           a.member_number, a.template_id || '/' || a.day AS cause, o.title,
           (o.starts_at AT TIME ZONE $3)::date AS local_day, o.starts_at,
           (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int AS minutes, o.worth, a.presence,
           coalesce(bool_or(b.fixed), false) AS own
      FROM shifts.attendance a
      JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = a.template_id AND o.day = a.day
      LEFT JOIN shifts.booking b ON b.org_id = $1 AND b.member_number = a.member_number
       AND b.template_id = a.template_id AND b.day = a.day
     WHERE a.org_id = $1 AND a.member_number = ANY($2::text[]) AND o.starts_at < $4
     GROUP BY a.member_number, a.template_id, a.day, o.title, o.starts_at, o.ends_at, o.worth, a.presence
    UNION ALL
    -- Shifts that were cancelled while the member had a seat.
    SELECT b.member_number, b.template_id || '/' || b.day, o.title,
           (o.starts_at AT TIME ZONE $3)::date, o.starts_at,
           (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int, o.worth, {shift_called_off},
           bool_or(b.fixed)
      FROM shifts.booking b
      JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
     WHERE b.org_id = $1 AND b.member_number = ANY($2::text[]) AND b.freed = {called_off}
       AND o.state = {cancelled} AND o.starts_at < $4
     GROUP BY b.member_number, b.template_id, b.day, o.title, o.starts_at, o.ends_at, o.worth
    UNION ALL
    -- Shifts at which the member has a seat each time and gave it back, or somebody took it over:
    -- the member is excused.
    SELECT b.member_number, b.template_id || '/' || b.day, o.title,
           (o.starts_at AT TIME ZONE $3)::date, o.starts_at,
           (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int, o.worth, {excused}, true
      FROM shifts.booking b
      JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
     WHERE b.org_id = $1 AND b.member_number = ANY($2::text[]) AND b.fixed
       AND b.freed IN ({given_back}, {taken_over})
       AND o.state = {planned} AND o.starts_at < $4
       -- The member did not take a seat of it again,
       AND NOT EXISTS (SELECT 1 FROM shifts.booking x
                        WHERE x.org_id = $1 AND x.member_number = b.member_number
                          AND x.template_id = b.template_id AND x.day = b.day AND x.freed IS NULL)
       -- was not marked,
       AND NOT EXISTS (SELECT 1 FROM shifts.attendance a
                        WHERE a.org_id = $1 AND a.template_id = b.template_id AND a.day = b.day
                          AND a.member_number = b.member_number)
       -- had a seat each time on that day,
       AND EXISTS (SELECT 1 FROM shifts.regular r
                    WHERE r.org_id = $1 AND r.member_number = b.member_number
                      AND (o.starts_at AT TIME ZONE $3)::date >= r.from_day
                      AND (r.until_day IS NULL OR (o.starts_at AT TIME ZONE $3)::date <= r.until_day))
       -- and was not on leave.
       AND NOT EXISTS (SELECT 1 FROM shifts.leave l
                        WHERE l.org_id = $1 AND l.member_number = b.member_number AND l.kind = {on_leave}
                          AND (o.starts_at AT TIME ZONE $3)::date >= l.from_day
                          AND (l.until_day IS NULL OR (o.starts_at AT TIME ZONE $3)::date <= l.until_day))
     GROUP BY b.member_number, b.template_id, b.day, o.title, o.starts_at, o.ends_at, o.worth)");
  HALLE_TRY(services,
            call.query<ServiceRow>(select_services, call.organisation(), members, zone, until));
  for (const auto& row : services) {
    auto& one = all[row.member_number].services.emplace_back();
    one.cause = row.cause;
    one.title = row.title;
    one.day = row.local_day;
    one.at = row.starts_at;
    one.minutes = row.minutes;
    one.worth = row.worth;
    one.presence = row.presence;
    one.own = row.own;
  }
  static const std::string select_works = names.in(R"(
      SELECT member_number, id, day, day::timestamp AT TIME ZONE $3 AS begins, minutes
        FROM shifts.work
       WHERE org_id = $1 AND member_number = ANY($2::text[]) AND state = {approved}
         AND day::timestamp AT TIME ZONE $3 < $4)");
  HALLE_TRY(works, call.query<WorkRow>(select_works, call.organisation(), members, zone, until));
  for (const auto& row : works)
    all[row.member_number].works.push_back({row.id.text(), row.day, row.begins, row.minutes, {}});
  return Done{};
}

/// What only some packs look at: see Pack::looks_at_seats.
Status add_seats(sdk::Call& call, const std::vector<std::string>& members, const std::string& zone,
                 std::map<std::string, MemberFacts>& all) {
  static const std::string select_seats = names.in(R"(
      SELECT b.member_number, (b.taken_at AT TIME ZONE $3)::date AS taken,
             (b.freed_at AT TIME ZONE $3)::date AS freed,
             (o.starts_at AT TIME ZONE $3)::date AS local_day,
             b.late AND b.freed IS NOT DISTINCT FROM {given_back} AS late_return
        FROM shifts.booking b
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = ANY($2::text[]))");
  HALLE_TRY(rows, call.query<SeatRow>(select_seats, call.organisation(), members, zone));
  for (const auto& row : rows) {
    auto& known = all[row.member_number];
    known.seats.push_back({row.taken, row.freed, row.local_day});
    if (row.late_return) known.late_returns.push_back(row.local_day);
  }
  return Done{};
}
}  // namespace

std::map<std::string, MemberFacts> Facts::under(const std::vector<Rule>& rules) const {
  auto all = own;
  pool(all, belongings, rules);
  return all;
}

Result<Facts> facts_of(sdk::Call& call, const std::vector<std::string>& of, const std::string& zone,
                       Instant until) {
  Facts out;
  auto& all = out.own;
  for (const auto& member : of) all[member];
  HALLE_TRY(belongings, call.query<BelongingRow>(R"(
      SELECT member_number, main_number, from_day, until_day FROM shifts.belonging
       WHERE org_id = $1 AND member_number = ANY(ARRAY(
         SELECT unnest(shifts.households_of($1, $2::text[])))) ORDER BY member_number, from_day)",
                                                 call.organisation(), of));
  for (const auto& row : belongings) {
    out.belongings.push_back({row.member_number, row.main_number, {row.from_day, row.until_day}});
    all[row.member_number];
    all[row.main_number];
  }
  std::vector<std::string> members;
  for (const auto& [number, facts] : all) members.push_back(number);
  HALLE_CHECK(add_spans(call, members, all));
  HALLE_CHECK(add_services(call, members, zone, until, all));
  HALLE_TRY(known, rules(call));
  if (std::any_of(known.begin(), known.end(),
                  [](const Rule& rule) { return rule.pack->looks_at_seats; }))
    HALLE_CHECK(add_seats(call, members, zone, all));
  return out;
}

Result<std::vector<Booked>> booked_at(sdk::Call& call, const std::string& zone, Instant at,
                                      const std::string& member) {
  // The bookings of the member first: a plan that begins with all shifts to come looks at each of
  // them.
  return call.query<Booked>(R"(
      WITH own AS MATERIALIZED (
        SELECT template_id, day, fixed FROM shifts.booking
         WHERE org_id = $1 AND member_number = $2 AND taken_at <= $4
           AND (freed_at IS NULL OR freed_at > $4))
      SELECT o.template_id, o.day, o.title, o.place,
             to_char(o.starts_at AT TIME ZONE $3, 'YYYY-MM-DD"T"HH24:MI') AS local_start,
             to_char(o.ends_at AT TIME ZONE $3, 'YYYY-MM-DD"T"HH24:MI') AS local_end,
             (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int AS minutes, o.worth,
             b.fixed, o.starts_at
        FROM own b
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE o.starts_at > $4
       ORDER BY o.starts_at, o.template_id)",
                            call.organisation(), member, zone, at);
}

}  // namespace halle::shifts::store
