#include "services/shifts/store/planning/plan.hpp"

#include <algorithm>
#include <set>

#include "services/shifts/domain/calendar.hpp"
#include "services/shifts/domain/planning/fixed_seats.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/names.hpp"

namespace halle::shifts {
HALLE_ROW(Stay, member, starts, ends)
}  // namespace halle::shifts

namespace halle::shifts::store {
namespace {
constexpr int usual_weeks_ahead = 8;

/// The days without shifts.
struct ClosedSpan {
  Day from_day{};
  Day until_day{};
};
HALLE_ROW(ClosedSpan, from_day, until_day)
struct Closed {
  bool holidays = false;
  std::vector<ClosedSpan> spans;

  bool on(Day day) const {
    return (holidays && is_public_holiday(day)) ||
           std::any_of(spans.begin(), spans.end(), [&](const auto& span) {
             return span.from_day <= day && day <= span.until_day;
           });
  }
};

/// A shift that is to be made, or was.
struct ShiftDay {
  Uuid template_id;
  Day day{};
};
HALLE_ROW(ShiftDay, template_id, day)

/// A template of which shifts are to be made.
struct Unplanned {
  Uuid id;
  unsigned weekday = 0;
  Day anchor{};
  int cycle = 0;
  unsigned weeks = 0;
  Day valid_from{};
  std::optional<Day> valid_until;
  Day planned_until{};
  std::string recurrence;
};
HALLE_ROW(Unplanned, id, weekday, anchor, cycle, weeks, valid_from, valid_until, planned_until,
          recurrence)

Result<std::vector<ShiftDay>> wanted_days(sdk::Call& call, Day horizon, const Closed& closed) {
  HALLE_TRY(templates, call.query<Unplanned>(R"(
      SELECT id, weekday, anchor, cycle, weeks, valid_from, valid_until, planned_until,
             recurrence
        FROM shifts.template WHERE org_id = $1 AND planned_until < $2::date
         AND (valid_until IS NULL OR valid_until > planned_until) ORDER BY id)",
                                             call.organisation(), horizon));
  std::vector<ShiftDay> wanted;
  for (const auto& one : templates) {
    Rhythm rhythm;
    rhythm.weekday = one.weekday;
    rhythm.anchor = one.anchor;
    rhythm.length = one.cycle;
    rhythm.weeks = one.weeks;
    rhythm.from = one.valid_from;
    rhythm.until = one.valid_until;
    rhythm.rule = one.recurrence;
    for (const Day day : days_of(rhythm, one.planned_until + std::chrono::days(1), horizon))
      if (!closed.on(day)) wanted.push_back({one.id, day});
  }
  return wanted;
}

/// A seat of a shift whose member has it each time.
struct FixedSeat {
  std::string holder;
  Instant starts_at{};
  Instant ends_at{};
  Uuid template_id;
  Day day{};
  int number = 0;
  bool beginner = false;
};
HALLE_ROW(FixedSeat, holder, starts_at, ends_at, template_id, day, number, beginner)

/// The seats of these shifts whose holders are active, not on leave and have the skills, by
/// beginning.
Result<std::vector<FixedSeat>> fixed_seats(sdk::Call& call, const std::vector<ShiftDay>& made) {
  static const std::string statement = names.in(R"(
      SELECT t.holder, o.starts_at, o.ends_at, o.template_id, o.day, t.number,
             shifts.is_beginner($1, t.holder) AS beginner
        FROM unnest($2::uuid[], $3::date[]) AS m (template_id, day)
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = m.template_id AND o.day = m.day
        JOIN shifts.template_seat t
          ON t.org_id = $1 AND t.template_id = o.template_id AND t.holder IS NOT NULL
       WHERE {active} = (
         SELECT s.standing FROM shifts.standing s
          WHERE s.org_id = $1 AND s.member_number = t.holder ORDER BY s.since DESC LIMIT 1)
         AND (t.skills = '{}' OR t.skills <@ shifts.skills_of($1, t.holder, o.day))
         AND NOT EXISTS (SELECT 1 FROM shifts.leave l
                          WHERE l.org_id = $1 AND l.member_number = t.holder AND l.kind = {on_leave}
                            AND l.from_day <= o.day
                            AND (l.until_day IS NULL OR l.until_day >= o.day))
       ORDER BY o.starts_at, o.template_id, o.day, t.number)");
  return call.query<FixedSeat>(statement, call.organisation(),
                               sdk::unnest(made, &ShiftDay::template_id, &ShiftDay::day));
}

/// Gives the seats of templates that a member has each time to these members, in shifts just made.
/// One that a job makes late, after it took place, was theirs too.
Status seat_fixed_holders(sdk::Call& call, const std::vector<ShiftDay>& made) {
  // Locked before they are looked at: none leaves, or takes a seat elsewhere, in between.
  HALLE_TRY(holders, call.query<std::string>(
                         "SELECT DISTINCT holder FROM shifts.template_seat WHERE org_id = $1 "
                         "AND template_id = ANY($2::uuid[]) AND holder IS NOT NULL",
                         call.organisation(), sdk::unnest(made, &ShiftDay::template_id)));
  lock_members(call, holders);
  HALLE_TRY(seats, fixed_seats(call, made));
  if (seats.empty()) return Done{};
  HALLE_TRY(elsewhere, call.query<Stay>(R"(
      SELECT b.member_number AS member, o.starts_at AS starts, o.ends_at AS ends
        FROM shifts.booking b
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = ANY($2::text[]) AND b.freed IS NULL
         AND o.ends_at > $3)",
                                        call.organisation(), holders, seats.front().starts_at));
  std::vector<Stay> wanted;
  for (const auto& seat : seats) wanted.push_back({seat.holder, seat.starts_at, seat.ends_at});
  const auto kept = without_overlap(elsewhere, wanted);
  std::set<std::pair<Uuid, Day>> led;  // where somebody is no beginner
  for (const std::size_t at : kept)
    if (!seats[at].beginner) led.insert({seats[at].template_id, seats[at].day});
  std::vector<std::string> ids;
  std::vector<FixedSeat> taken;
  for (const std::size_t at : kept) {
    if (!led.contains({seats[at].template_id, seats[at].day})) continue;
    ids.push_back(call.new_id().text());
    taken.push_back(seats[at]);
  }
  call.queue(R"(
      INSERT INTO shifts.booking (org_id, id, template_id, day, seat, member_number, fixed, taken_at,
          taken_by)
      SELECT $1, g.*, true, $7, $8
        FROM unnest($2::uuid[], $3::uuid[], $4::date[], $5::smallint[], $6::text[]) g
      ON CONFLICT DO NOTHING)",
             call.organisation(), ids,
             sdk::unnest(taken, &FixedSeat::template_id, &FixedSeat::day, &FixedSeat::number,
                         &FixedSeat::holder),
             call.now(), call.principal());
  return Done{};
}
}  // namespace

void lock_plan(sdk::Call& call) {
  call.lock("shifts.plan", call.organisation());
}

namespace {
/// A closure, with the settings; all is NULL where there are none.
struct SettingsRow {
  std::optional<int> weeks_ahead;
  std::optional<int> notice_hours;
  std::optional<bool> closed_on_holidays;
  std::optional<Uuid> closure;
  std::optional<std::string> from_day;
  std::optional<std::string> until_day;
  std::optional<std::string> reason;
  std::optional<int> ask_limit;
  std::optional<bool> free_seats_public;
  std::optional<int> beginner_shifts;
  std::optional<std::string> beginners_since;
};
HALLE_ROW(SettingsRow, weeks_ahead, notice_hours, closed_on_holidays, closure, from_day, until_day,
          reason, ask_limit, free_seats_public, beginner_shifts, beginners_since)
}  // namespace

Result<v1::Settings> settings(sdk::Call& call, const std::string& zone) {
  HALLE_TRY(rows, call.query<SettingsRow>(R"(
      SELECT s.weeks_ahead, s.notice_hours, s.closed_on_holidays, c.id AS closure, c.from_day,
             c.until_day, c.reason, s.ask_limit, s.free_seats_public, s.beginner_shifts,
             CASE WHEN s.beginner_shifts > 0 THEN s.beginners_since END AS beginners_since
        FROM (SELECT 1) one
        LEFT JOIN shifts.setting s ON s.org_id = $1
        LEFT JOIN shifts.closure c
          ON c.org_id = $1 AND c.until_day >= ($2::timestamptz AT TIME ZONE $3)::date
       ORDER BY c.from_day, c.id)",
                                          call.organisation(), call.now(), zone));
  const auto& first = rows.front();
  v1::Settings out;
  out.set_weeks_ahead(first.weeks_ahead.value_or(usual_weeks_ahead));
  out.set_notice_hours(first.notice_hours.value_or(usual_notice_hours));
  out.set_closed_on_holidays(first.closed_on_holidays.value_or(false));
  out.set_ask_limit(first.ask_limit.value_or(usual_ask_limit));
  out.set_free_seats_public(first.free_seats_public.value_or(false));
  out.set_beginner_shifts(first.beginner_shifts.value_or(0));
  out.set_beginners_since(first.beginners_since.value_or(""));
  for (const auto& row : rows) {
    if (!row.closure) continue;
    auto& closure = *out.add_closures();
    closure.set_id(row.closure->text());
    closure.set_from(row.from_day.value_or(""));
    closure.set_until(row.until_day.value_or(""));
    closure.set_reason(row.reason.value_or(""));
  }
  return out;
}

Result<Made> make_shifts(sdk::Call& call, const std::string& zone) {
  HALLE_TRY(now, today(call));
  HALLE_TRY(known, settings(call, zone));
  HALLE_TRY(spans, call.query<ClosedSpan>(
                       "SELECT from_day, until_day FROM shifts.closure WHERE org_id = $1",
                       call.organisation()));
  const Closed closed{known.closed_on_holidays(), std::move(spans)};
  const Day horizon = now + std::chrono::weeks(known.weeks_ahead());
  HALLE_TRY(wanted, wanted_days(call, horizon, closed));
  HALLE_TRY(advanced,
            call.query<int>("UPDATE shifts.template SET planned_until = $2 WHERE org_id = $1 AND "
                            "planned_until < $2 RETURNING 1",
                            call.organisation(), horizon));
  if (advanced.empty()) return Made{};
  static const std::string make = names.in(R"(
      WITH wanted AS (
        SELECT t.*, w.day, (w.day + t.starts) AT TIME ZONE $4 AS starts_at,
               (w.day + t.ends + CASE WHEN t.ends <= t.starts THEN interval '1 day'
                                      ELSE interval '0' END) AT TIME ZONE $4 AS ends_at
          FROM unnest($2::uuid[], $3::date[]) AS w (template_id, day)
          JOIN shifts.template t ON t.org_id = $1 AND t.id = w.template_id),
      -- an hour that the night of a time change leaves out makes no shift
      made AS (
        INSERT INTO shifts.occurrence (org_id, template_id, day, starts_at, ends_at, title, place,
            state, reason, edited, worth)
        SELECT $1, id, day, starts_at, ends_at, title, place, {planned}, '', false, worth
          FROM wanted WHERE ends_at > starts_at
        ON CONFLICT (org_id, template_id, day) DO NOTHING RETURNING template_id, day),
      seated AS (
        INSERT INTO shifts.seat (org_id, template_id, day, number, important, skills)
        SELECT $1, m.template_id, m.day, s.number, s.important, s.skills FROM made m
          JOIN shifts.template_seat s ON s.org_id = $1 AND s.template_id = m.template_id)
      SELECT template_id, day FROM made ORDER BY day, template_id)");
  HALLE_TRY(made, call.query<ShiftDay>(make, call.organisation(),
                                       sdk::unnest(wanted, &ShiftDay::template_id, &ShiftDay::day),
                                       zone));
  if (!made.empty()) HALLE_CHECK(seat_fixed_holders(call, made));
  return Made{static_cast<int>(made.size()), true};
}

Result<int> planned_shifts(sdk::Call& call, const Uuid& of) {
  static const std::string statement = names.in(
      "SELECT count(*) FROM shifts.occurrence WHERE org_id = $1 AND template_id = $2 "
      "AND starts_at > $3 AND state = {planned}");
  return call.get<int>(statement, call.organisation(), of, call.now());
}

}  // namespace halle::shifts::store
