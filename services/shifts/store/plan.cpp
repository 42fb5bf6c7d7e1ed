#include "services/shifts/store/plan.hpp"

#include <algorithm>
#include <set>

#include "services/shifts/domain/calendar.hpp"
#include "services/shifts/domain/fixed.hpp"
#include "services/shifts/store/members.hpp"
#include "services/shifts/store/occurrences.hpp"

namespace halle::shifts::store {
namespace {
constexpr int usual_weeks_ahead = 8;

/// Whether a row of closed days covers a day.
struct Closed {
  bool holidays = false;
  std::vector<std::pair<std::string, std::string>> spans;

  bool on(Day day, const std::string& text) const {
    return (holidays && is_public_holiday(day)) ||
           std::any_of(spans.begin(), spans.end(),
                       [&](const auto& span) { return span.first <= text && text <= span.second; });
  }
};

/// The days that are to be made, one entry each in both.
struct Wanted {
  std::vector<std::string> templates;
  std::vector<std::string> days;
};

Result<Wanted> wanted_days(sdk::Call& call, Day horizon, const Closed& closed) {
  HALLE_TRY(rows, call.query(R"(
      SELECT id, weekday, anchor, cycle, weeks, valid_from, valid_until, planned_until,
             recurrence
        FROM shifts.template WHERE org_id = $1 AND planned_until < $2::date
         AND (valid_until IS NULL OR valid_until > planned_until) ORDER BY id)",
                             call.organisation(), day_text(horizon)));
  Wanted wanted;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    Rhythm rhythm;
    rhythm.weekday = static_cast<unsigned>(row.number(1));
    rhythm.anchor = read_day(row.view(2)).value_or(Day{});
    rhythm.length = static_cast<int>(row.number(3));
    rhythm.weeks = static_cast<unsigned>(row.number(4));
    rhythm.from = read_day(row.view(5)).value_or(Day{});
    rhythm.until = read_day(row.view(6));
    rhythm.rule = row.text(8);
    const Day from = read_day(row.view(7)).value_or(Day{}) + std::chrono::days(1);
    for (const Day day : days_of(rhythm, from, horizon)) {
      const std::string text = day_text(day);
      if (closed.on(day, text)) continue;
      wanted.templates.push_back(row.text(0));
      wanted.days.push_back(text);
    }
  }
  return wanted;
}

/// Gives the seats of templates that somebody has each time to them, in shifts just made. One that
/// a job makes late, after it took place, was theirs too.
Status seat_fixed_holders(sdk::Call& call, const std::vector<std::string>& templates,
                          const std::vector<std::string>& days) {
  constexpr const char* wanted = R"(
      SELECT t.holder, o.starts_at, o.ends_at, o.template_id, o.day, t.number,
             shifts.is_beginner($1, t.holder)
        FROM unnest($2::uuid[], $3::date[]) AS m (template_id, day)
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = m.template_id AND o.day = m.day
        JOIN shifts.template_seat t
          ON t.org_id = $1 AND t.template_id = o.template_id AND t.holder IS NOT NULL
       WHERE 1 = (
         SELECT s.standing FROM shifts.standing s
          WHERE s.org_id = $1 AND s.member_number = t.holder ORDER BY s.since DESC LIMIT 1)
         AND (t.skills = '{}' OR t.skills <@ shifts.skills_of($1, t.holder, o.day))
         AND NOT EXISTS (SELECT 1 FROM shifts.leave l
                          WHERE l.org_id = $1 AND l.member_number = t.holder AND l.kind = 1
                            AND l.from_day <= o.day
                            AND (l.until_day IS NULL OR l.until_day >= o.day))
       ORDER BY o.starts_at, o.template_id, o.day, t.number)";
  // Locked before they are looked at: none leaves, or takes a seat elsewhere, in between.
  HALLE_TRY(held, call.query("SELECT DISTINCT holder FROM shifts.template_seat WHERE org_id = $1 "
                             "AND template_id = ANY($2::uuid[]) AND holder IS NOT NULL",
                             call.organisation(), templates));
  std::vector<std::string> holders;
  for (std::size_t r = 0; r < held.size(); ++r) holders.push_back(held[r].text(0));
  lock_members(call, holders);
  HALLE_TRY(before, call.query(wanted, call.organisation(), templates, days));
  if (before.empty()) return Done{};
  HALLE_TRY(elsewhere, call.query(R"(
      SELECT b.member_number, o.starts_at, o.ends_at FROM shifts.booking b
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = ANY($2::text[]) AND b.freed IS NULL
         AND o.ends_at > $3)",
                                  call.organisation(), holders, before[0].instant(1)));
  const auto stays = [](const sdk::Rows& rows) {
    std::vector<Stay> all;
    for (std::size_t r = 0; r < rows.size(); ++r)
      all.push_back({rows[r].text(0), rows[r].instant(1), rows[r].instant(2)});
    return all;
  };
  std::vector<std::string> ids, of, on, members;
  std::vector<std::int64_t> numbers;
  const auto kept = without_overlap(stays(elsewhere), stays(before));
  const auto shift_of = [&](std::size_t r) { return before[r].text(3) + before[r].text(4); };
  std::set<std::string> led;  // where somebody is no beginner
  for (const std::size_t r : kept)
    if (!before[r].truth(6)) led.insert(shift_of(r));
  for (const std::size_t r : kept) {
    if (!led.contains(shift_of(r))) continue;
    ids.push_back(make_uuid_v7(call.now().time_since_epoch().count() / 1000).text());
    of.push_back(before[r].text(3));
    on.push_back(before[r].text(4));
    numbers.push_back(before[r].number(5));
    members.push_back(before[r].text(0));
  }
  call.queue(R"(
      INSERT INTO shifts.booking (org_id, id, template_id, day, seat, member_number, fixed, taken_at,
          taken_by)
      SELECT $1, g.*, true, $7, $8
        FROM unnest($2::uuid[], $3::uuid[], $4::date[], $5::smallint[], $6::text[]) g
      ON CONFLICT DO NOTHING)",
             call.organisation(), ids, of, on, numbers, members, call.now(), call.principal());
  return Done{};
}
}  // namespace

void lock_plan(sdk::Call& call) {
  call.queue("SELECT pg_advisory_xact_lock(hashtextextended('shifts.plan ' || $1::text, 0))",
             call.organisation());
}

Result<std::vector<v1::Template>> templates(sdk::Call& call, const std::optional<Uuid>& id) {
  static const std::string select = R"(
      SELECT t.id, t.title, t.place, t.weekday, to_char(t.starts, 'HH24:MI'),
             to_char(t.ends, 'HH24:MI'), t.anchor, t.cycle, t.weeks, t.valid_from, t.valid_until,
             s.number, s.important, s.holder, CASE WHEN s.skills <> '{}' THEN (
               SELECT string_agg(k.id || ' ' || k.name, chr(10) ORDER BY k.name COLLATE "fr-x-icu", k.id)
                 FROM shifts.skill k WHERE k.org_id = $1 AND k.id = ANY (s.skills)) END, t.worth,
             t.recurrence
        FROM shifts.template t
        JOIN shifts.template_seat s ON s.org_id = t.org_id AND s.template_id = t.id
       WHERE t.org_id = $1)";
  static const std::string order = R"(
       ORDER BY t.valid_until < $2::timestamptz::date AND t.valid_until IS NOT NULL, t.weekday,
                t.starts, t.id, s.number)";
  static const std::string select_all = select + order;
  static const std::string select_one = select + " AND t.id = $3" + order;
  HALLE_TRY(rows, id ? call.query(select_one, call.organisation(), call.now(), *id)
                     : call.query(select_all, call.organisation(), call.now()));
  std::vector<v1::Template> all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    if (all.empty() || all.back().id() != row.view(0)) {
      auto& out = all.emplace_back();
      out.set_id(row.text(0));
      out.set_title(row.text(1));
      out.set_place(row.text(2));
      out.set_weekday(static_cast<int>(row.number(3)));
      out.set_starts(row.text(4));
      out.set_ends(row.text(5));
      if (row.number(7) > 1) {
        auto& cycle = *out.mutable_cycle();
        cycle.set_anchor(row.text(6));
        cycle.set_length(static_cast<int>(row.number(7)));
        for (int week = 1; week <= cycle.length(); ++week)
          if ((row.number(8) >> (week - 1) & 1) != 0) cycle.add_weeks(week);
      }
      out.set_valid_from(row.text(9));
      out.set_valid_until(row.text(10));
      out.set_worth(static_cast<int>(row.number(15)));
      out.set_recurrence(row.text(16));
    }
    auto& seat = *all.back().add_seats();
    seat.set_number(static_cast<int>(row.number(11)));
    seat.set_important(row.truth(12));
    seat.set_holder(row.text(13));
    for (const auto& skill : skills_of(row.text(14))) *seat.add_skills() = skill;
  }
  return all;
}

Result<v1::Settings> settings(sdk::Call& call, const std::string& zone) {
  HALLE_TRY(rows, call.query(R"(
      SELECT s.weeks_ahead, s.notice_hours, s.closed_on_holidays, c.id, c.from_day, c.until_day, c.reason,
             s.ask_limit, s.free_seats_public, s.beginner_shifts,
             CASE WHEN s.beginner_shifts > 0 THEN s.beginners_since END
        FROM (SELECT 1) one
        LEFT JOIN shifts.setting s ON s.org_id = $1
        LEFT JOIN shifts.closure c
          ON c.org_id = $1 AND c.until_day >= ($2::timestamptz AT TIME ZONE $3)::date
       ORDER BY c.from_day, c.id)",
                             call.organisation(), call.now(), zone));
  v1::Settings out;
  const bool set = !rows[0].is_null(0);
  out.set_weeks_ahead(set ? static_cast<int>(rows[0].number(0)) : usual_weeks_ahead);
  out.set_notice_hours(set ? static_cast<int>(rows[0].number(1)) : usual_notice_hours);
  out.set_closed_on_holidays(rows[0].truth(2));
  out.set_ask_limit(set ? static_cast<int>(rows[0].number(7)) : usual_ask_limit);
  out.set_free_seats_public(rows[0].truth(8));
  out.set_beginner_shifts(static_cast<int>(rows[0].number(9)));
  out.set_beginners_since(rows[0].text(10));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (rows[r].is_null(3)) continue;
    auto& closure = *out.add_closures();
    closure.set_id(rows[r].text(3));
    closure.set_from(rows[r].text(4));
    closure.set_until(rows[r].text(5));
    closure.set_reason(rows[r].text(6));
  }
  return out;
}

Result<Made> make_shifts(sdk::Call& call, const std::string& zone) {
  HALLE_TRY(now, today(call));
  HALLE_TRY(known, settings(call, zone));
  HALLE_TRY(spans, call.query("SELECT from_day, until_day FROM shifts.closure WHERE org_id = $1",
                              call.organisation()));
  Closed closed;
  closed.holidays = known.closed_on_holidays();
  for (std::size_t r = 0; r < spans.size(); ++r)
    closed.spans.emplace_back(spans[r].text(0), spans[r].text(1));
  const Day horizon = now + std::chrono::weeks(known.weeks_ahead());
  HALLE_TRY(wanted, wanted_days(call, horizon, closed));
  HALLE_TRY(advanced,
            call.query("UPDATE shifts.template SET planned_until = $2 WHERE org_id = $1 AND "
                       "planned_until < $2 RETURNING 1",
                       call.organisation(), day_text(horizon)));
  if (advanced.empty()) return Made{};
  // An hour that the night of a time change leaves out makes no shift.
  HALLE_TRY(made, call.query(R"(
      WITH wanted AS (
        SELECT t.*, w.day, (w.day + t.starts) AT TIME ZONE $4 AS starts_at,
               (w.day + t.ends + CASE WHEN t.ends <= t.starts THEN interval '1 day'
                                      ELSE interval '0' END) AT TIME ZONE $4 AS ends_at
          FROM unnest($2::uuid[], $3::date[]) AS w (template_id, day)
          JOIN shifts.template t ON t.org_id = $1 AND t.id = w.template_id),
      made AS (
        INSERT INTO shifts.occurrence (org_id, template_id, day, starts_at, ends_at, title, place,
            state, reason, edited, worth)
        SELECT $1, id, day, starts_at, ends_at, title, place, 1, '', false, worth
          FROM wanted WHERE ends_at > starts_at
        ON CONFLICT (org_id, template_id, day) DO NOTHING RETURNING template_id, day),
      seated AS (
        INSERT INTO shifts.seat (org_id, template_id, day, number, important, skills)
        SELECT $1, m.template_id, m.day, s.number, s.important, s.skills FROM made m
          JOIN shifts.template_seat s ON s.org_id = $1 AND s.template_id = m.template_id)
      SELECT template_id, day FROM made ORDER BY day, template_id)",
                             call.organisation(), wanted.templates, wanted.days, zone));
  std::vector<std::string> templates, days;
  for (std::size_t r = 0; r < made.size(); ++r) {
    templates.push_back(made[r].text(0));
    days.push_back(made[r].text(1));
  }
  if (!templates.empty()) HALLE_CHECK(seat_fixed_holders(call, templates, days));
  return Made{static_cast<int>(templates.size()), true};
}

namespace {
/// A statement about the shifts of all templates, or of one: `%OF%` becomes what stands in `one`.
std::string about(const char* sql, const std::string& one) {
  std::string out = sql;
  constexpr std::string_view place = "%OF%";
  out.replace(out.find(place), place.size(), one);
  return out;
}

constexpr const char* lock_shifts = R"(
    SELECT 1 FROM shifts.occurrence o
     WHERE o.org_id = $1 AND o.starts_at > $2 AND o.day BETWEEN $3 AND $4 %OF%
     ORDER BY o.template_id, o.day FOR UPDATE)";

constexpr const char* delete_untouched = R"(
    WITH untouched AS (
      SELECT o.template_id, o.day FROM shifts.occurrence o
       WHERE o.org_id = $1 AND o.starts_at > $2 AND o.day BETWEEN $3 AND $4 %OF%
         AND o.state = 1 AND NOT o.edited AND NOT EXISTS (
           SELECT 1 FROM shifts.booking b
            WHERE b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
              AND (NOT b.fixed OR b.freed IS NOT NULL OR b.stand_in_since IS NOT NULL OR EXISTS (
                SELECT 1 FROM shifts.wish w WHERE w.org_id = $1 AND w.booking_id = b.id)))),
    unbooked AS (
      DELETE FROM shifts.booking b USING untouched u
       WHERE b.org_id = $1 AND b.template_id = u.template_id AND b.day = u.day),
    unseated AS (
      DELETE FROM shifts.seat s USING untouched u
       WHERE s.org_id = $1 AND s.template_id = u.template_id AND s.day = u.day)
    DELETE FROM shifts.occurrence o USING untouched u
     WHERE o.org_id = $1 AND o.template_id = u.template_id AND o.day = u.day)";

constexpr const char* plan_anew = R"(
    UPDATE shifts.template
       SET planned_until = least(planned_until, ($2::timestamptz AT TIME ZONE $3)::date - 1)
     WHERE org_id = $1 %OF%)";
}  // namespace

void withdraw_shifts(sdk::Call& call, const std::string& zone, const std::optional<Uuid>& of,
                     const std::string& from, const std::string& until) {
  if (of) {
    static const std::string of_one = "AND o.template_id = $5";
    static const std::string lock = about(lock_shifts, of_one);
    static const std::string remove = about(delete_untouched, of_one);
    static const std::string again = about(plan_anew, "AND id = $4");
    call.queue(lock, call.organisation(), call.now(), from, until, *of);
    call.queue(remove, call.organisation(), call.now(), from, until, *of);
    call.queue(again, call.organisation(), call.now(), zone, *of);
    return;
  }
  static const std::string lock = about(lock_shifts, "");
  static const std::string remove = about(delete_untouched, "");
  static const std::string again = about(plan_anew, "");
  call.queue(lock, call.organisation(), call.now(), from, until);
  call.queue(remove, call.organisation(), call.now(), from, until);
  call.queue(again, call.organisation(), call.now(), zone);
}

}  // namespace halle::shifts::store
