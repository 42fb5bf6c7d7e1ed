#include "services/shifts/store/occurrences.hpp"

#include <map>

#include "core/base/text.hpp"
#include "core/sdk/time.hpp"
#include "core/base/day.hpp"

namespace halle::shifts::store {
namespace {
/// What is the same for all seats of a shift is found once for the shift. %SHIFTS% is which.
constexpr const char* select_shifts = R"(
    WITH beginners AS MATERIALIZED (
      SELECT m.number FROM shifts.setting t JOIN shifts.member m ON m.org_id = $1
       WHERE t.org_id = $1 AND t.beginner_shifts > 0
         AND CASE WHEN t.beginners_since < (
               SELECT min(x.since) FROM shifts.standing x
                WHERE x.org_id = $1 AND x.member_number = m.number)
             THEN shifts.is_beginner($1, m.number) ELSE false END),
    chosen AS MATERIALIZED (
      SELECT o.org_id, o.template_id, o.day, o.title, o.place, o.starts_at, o.ends_at,
             to_char(o.starts_at AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_start,
             to_char(o.ends_at AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_end,
             o.state, o.reason, o.edited,
             (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int * o.worth / 100 AS minutes,
             EXISTS (SELECT 1 FROM shifts.attendance a
                      WHERE a.org_id = $1 AND a.template_id = o.template_id AND a.day = o.day)
               AS marked,
             EXISTS (SELECT 1 FROM shifts.offer f
                      WHERE f.org_id = $1 AND f.template_id = o.template_id AND f.day = o.day
                        AND f.member_number = $3 AND f.declined_at IS NULL) AS asked,
             coalesce(h.lost, false) AND o.state = 2 AS lost,
             coalesce(h.taken_over AND NOT h.has, false) AS taken_over
        FROM shifts.occurrence o
        LEFT JOIN LATERAL (
          SELECT bool_or(x.freed = 2) AS lost, bool_or(x.freed = 4) AS taken_over,
                 bool_or(x.freed IS NULL) AS has
            FROM shifts.booking x
           WHERE x.org_id = $1 AND x.member_number = $3 AND x.template_id = o.template_id
             AND x.day = o.day) h ON true
       WHERE o.org_id = $1 AND %SHIFTS%)
    SELECT o.template_id, o.day, o.title, o.place, o.starts_at, o.ends_at, o.local_start,
           o.local_end, o.state, o.reason, o.edited, o.minutes, o.marked,
           s.number, s.important, b.member_number, b.fixed, o.lost, o.asked,
           CASE WHEN s.skills <> '{}' THEN (
             SELECT string_agg(k.id || ' ' || k.name, chr(10) ORDER BY k.name COLLATE "fr-x-icu", k.id)
               FROM shifts.skill k WHERE k.org_id = $1 AND k.id = ANY (s.skills)) END,
           s.skills = '{}' OR s.skills <@ shifts.skills_of($1, $3, o.day),
           b.member_number IN (SELECT number FROM beginners), b.stand_in_since IS NOT NULL,
           CASE WHEN b.id IS NOT NULL THEN (
             SELECT string_agg(w.template_id || ' ' || w.day, chr(10) ORDER BY w.day, w.template_id)
               FROM shifts.wish w
              WHERE w.org_id = $1 AND w.booking_id = b.id AND (b.member_number = $3 OR EXISTS (
                SELECT 1 FROM shifts.booking x
                 WHERE x.org_id = $1 AND x.template_id = w.template_id AND x.day = w.day
                   AND x.member_number = $3 AND x.freed IS NULL))) END,
           o.taken_over
      FROM chosen o
      JOIN shifts.seat s ON s.org_id = o.org_id AND s.template_id = o.template_id AND s.day = o.day
      LEFT JOIN shifts.booking b ON b.org_id = s.org_id AND b.template_id = s.template_id
       AND b.day = s.day AND b.seat = s.number AND b.freed IS NULL
     ORDER BY o.starts_at, o.title COLLATE "fr-x-icu", o.template_id, o.day, s.number)";

std::string select_where(const std::string& shifts) {
  std::string sql = select_shifts;
  constexpr std::string_view place = "%SHIFTS%";
  sql.replace(sql.find(place), place.size(), shifts);
  return sql;
}

std::vector<v1::Shift> read(const sdk::Rows& rows, const Viewer& viewer) {
  enum Holder : unsigned { beginner = 1, used_to_it = 2 };
  std::map<std::size_t, unsigned> held;  // by whom, of each shift
  std::vector<v1::Shift> all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    if (all.empty() || all.back().key().template_() != row.view(0) ||
        all.back().key().day() != row.view(1)) {
      auto& shift = all.emplace_back();
      shift.mutable_key()->set_template_(row.text(0));
      shift.mutable_key()->set_day(row.text(1));
      shift.set_title(row.text(2));
      shift.set_place(row.text(3));
      sdk::set_timestamp(*shift.mutable_starts_at(), row.instant(4));
      sdk::set_timestamp(*shift.mutable_ends_at(), row.instant(5));
      shift.set_local_start(row.text(6));
      shift.set_local_end(row.text(7));
      shift.set_state(static_cast<v1::ShiftState>(row.number(8)));
      shift.set_reason(row.text(9));
      shift.set_edited(row.truth(10));
      shift.set_minutes(static_cast<int>(row.number(11)));
      shift.set_marked(viewer.all && row.truth(12));
      shift.set_seat_lost(row.truth(17));
      shift.set_asked(row.truth(18));
      shift.set_taken_over(row.truth(24));
    }
    if (viewer.all && !row.is_null(15))
      held[all.size() - 1] |= row.truth(21) ? beginner : used_to_it;
    auto& seat = *all.back().add_seats();
    seat.set_number(static_cast<int>(row.number(13)));
    seat.set_important(row.truth(14));
    seat.set_free(row.is_null(15));
    for (const auto& skill : skills_of(row.text(19))) *seat.add_skills() = skill;
    seat.set_suits(row.truth(20));
    if (seat.free()) continue;
    seat.set_own(row.view(15) == viewer.subject);
    seat.set_sought(row.truth(22));
    for (const auto& wish : skills_of(row.text(23))) {
      auto& key = *seat.add_in_return();
      key.set_template_(wish.id());
      key.set_day(wish.name());
    }
    if (viewer.all || seat.own()) {
      seat.set_holder(row.text(15));
      seat.set_fixed(row.truth(16));
    }
  }
  for (const auto& [at, by] : held) all[at].set_beginners_alone(by == beginner);
  return all;
}
}  // namespace

std::vector<v1::Skill> skills_of(const std::string& lines) {
  std::vector<v1::Skill> all;
  if (lines.empty()) return all;
  for (const auto& line : split(lines, '\n')) {
    auto& skill = all.emplace_back();
    const auto blank = line.find(' ');
    skill.set_id(line.substr(0, blank));
    skill.set_name(line.substr(blank + 1));
  }
  return all;
}

Error unknown_shift(const v1::ShiftKey& key) {
  Error error = bad_field("key", "shifts.shift_unknown", key.template_() + "/" + key.day());
  error.code = Code::not_found;
  return error;
}

Error unknown_shift(const Key& key) {
  v1::ShiftKey unknown;
  unknown.set_template_(key.template_id.text());
  unknown.set_day(key.day);
  return unknown_shift(unknown);
}

Result<Key> key_of(const v1::ShiftKey& key) {
  const auto id = Uuid::parse(key.template_());
  if (!id || !read_day(key.day())) return unknown_shift(key);
  return Key{*id, key.day()};
}

Viewer viewer_of(const sdk::Call& call) {
  return {std::string(call.subject()),
          call.allowed("shifts.shift.manage") || call.allowed("shifts.attendance.mark")};
}

Result<std::vector<v1::Shift>> shifts(sdk::Call& call, const std::string& zone,
                                      const std::string& from, const std::string& until,
                                      const Viewer& viewer) {
  static const std::string of_days = select_where(
      "o.starts_at >= $4::date::timestamp AT TIME ZONE $2 "
      "AND o.starts_at < ($5::date + 1)::timestamp AT TIME ZONE $2");
  HALLE_TRY(rows, call.query(of_days, call.organisation(), zone, viewer.subject, from, until));
  return read(rows, viewer);
}

Result<std::vector<v1::Shift>> shifts(sdk::Call& call, const std::string& zone,
                                      const std::vector<Key>& keys, const Viewer& viewer) {
  static const std::string of_keys = select_where(
      "o.template_id = ANY ($4::uuid[]) AND o.day = ANY ($5::date[]) AND "
      "(o.template_id, o.day) IN (SELECT * FROM unnest($4::uuid[], $5::date[]))");
  std::vector<std::string> templates;
  std::vector<std::string> days;
  for (const auto& key : keys) {
    templates.push_back(key.template_id.text());
    days.push_back(key.day);
  }
  HALLE_TRY(rows, call.query(of_keys, call.organisation(), zone, viewer.subject, templates, days));
  return read(rows, viewer);
}

Result<std::vector<Open>> open_to(sdk::Call& call, const std::string& zone,
                                  const std::string& until, const std::string& member) {
  HALLE_TRY(rows, call.query(R"(
      SELECT o.template_id, o.day, o.starts_at, o.ends_at, (o.starts_at AT TIME ZONE $2)::date,
             (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int * o.worth / 100
        FROM shifts.occurrence o
       WHERE o.org_id = $1 AND o.state = 1 AND o.starts_at > $5
         AND o.starts_at < ($4::date + 1)::timestamp AT TIME ZONE $2
         AND EXISTS (
           SELECT 1 FROM shifts.seat s
            WHERE s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
              AND (s.skills = '{}' OR s.skills <@ shifts.skills_of($1, $3, o.day))
              AND NOT EXISTS (
                SELECT 1 FROM shifts.booking b
                 WHERE b.org_id = $1 AND b.template_id = s.template_id AND b.day = s.day
                   AND b.seat = s.number AND b.freed IS NULL
                   AND (b.stand_in_since IS NULL OR b.member_number = $3)))
       ORDER BY o.starts_at, o.title COLLATE "fr-x-icu", o.template_id, o.day)",
                             call.organisation(), zone, member, until, call.now()));
  std::vector<Open> all;
  for (std::size_t r = 0; r < rows.size(); ++r)
    all.push_back({{rows[r].uuid(0), rows[r].text(1)},
                   rows[r].instant(2),
                   rows[r].instant(3),
                   rows[r].text(4),
                   static_cast<int>(rows[r].number(5))});
  return all;
}

Result<v1::Shift> shift(sdk::Call& call, const std::string& zone, const Key& key,
                        const Viewer& viewer) {
  static const std::string of_key = select_where("o.template_id = $4 AND o.day = $5");
  HALLE_TRY(rows, call.query(of_key, call.organisation(), zone, viewer.subject, key.template_id,
                             key.day));
  auto all = read(rows, viewer);
  if (!all.empty()) return std::move(all.front());
  return unknown_shift(key);
}

void lock_shift(sdk::Call& call, const Key& key) {
  call.queue(
      "SELECT 1 FROM shifts.occurrence WHERE org_id = $1 AND template_id = $2 AND day = $3 "
      "FOR UPDATE",
      call.organisation(), key.template_id, key.day);
}

Result<State> state(sdk::Call& call, const Key& key) {
  HALLE_TRY(rows,
            call.query("SELECT starts_at <= $4, state FROM shifts.occurrence WHERE org_id = $1 "
                       "AND template_id = $2 AND day = $3",
                       call.organisation(), key.template_id, key.day, call.now()));
  if (rows.empty()) return unknown_shift(key);
  return State{rows[0].truth(0), rows[0].number(1) == v1::SHIFT_STATE_CANCELLED};
}

}  // namespace halle::shifts::store
