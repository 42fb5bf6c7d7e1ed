#include "services/shifts/store/planning/occurrences.hpp"

#include <map>

#include "core/base/text/text.hpp"
#include "core/base/time/day.hpp"
#include "core/sdk/time.hpp"
#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {
namespace {
/// %SHIFTS% is which shifts.
constexpr const char* select_shifts = R"(
    WITH beginners AS MATERIALIZED (
      SELECT m.number FROM shifts.setting t JOIN shifts.member m ON m.org_id = $1
       WHERE t.org_id = $1 AND t.beginner_shifts > 0
         AND CASE WHEN t.beginners_since < (
               SELECT min(x.since) FROM shifts.standing x
                WHERE x.org_id = $1 AND x.member_number = m.number)
             THEN shifts.is_beginner($1, m.number) ELSE false END),
    -- the shifts: what is the same for all seats of one is found once
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
             coalesce(h.lost, false) AND o.state = {cancelled} AS lost,
             coalesce(h.taken_over AND NOT h.has, false) AS taken_over, e.module
        FROM shifts.occurrence o
        LEFT JOIN shifts.extra e ON e.org_id = $1 AND e.template_id = o.template_id
        -- what became of the seats that the viewer had there
        LEFT JOIN LATERAL (
          SELECT bool_or(x.freed = {called_off}) AS lost,
                 bool_or(x.freed = {taken_over}) AS taken_over, bool_or(x.freed IS NULL) AS has
            FROM shifts.booking x
           WHERE x.org_id = $1 AND x.member_number = $3 AND x.template_id = o.template_id
             AND x.day = o.day) h ON true
       WHERE o.org_id = $1 AND %SHIFTS%)
    -- their seats: what each needs, who has it, and the shifts that the holder takes for it, as far
    -- as the viewer is the holder or has a seat there
    SELECT o.template_id, o.day, o.title, o.place, o.starts_at, o.ends_at, o.local_start,
           o.local_end, o.state, o.reason, o.edited, o.minutes, o.marked,
           s.number, s.important, b.member_number, b.fixed, o.lost, o.asked,
           CASE WHEN s.skills <> '{}' THEN (
             SELECT string_agg(k.id || ' ' || k.name, chr(10) ORDER BY k.name COLLATE "fr-x-icu", k.id)
               FROM shifts.skill k WHERE k.org_id = $1 AND k.id = ANY (s.skills)) END AS skills,
           s.skills = '{}' OR s.skills <@ shifts.skills_of($1, $3, o.day) AS suits,
           b.member_number IN (SELECT number FROM beginners) AS beginner,
           b.stand_in_since IS NOT NULL AS sought,
           CASE WHEN b.id IS NOT NULL THEN (
             SELECT string_agg(w.template_id || ' ' || w.day, chr(10) ORDER BY w.day, w.template_id)
               FROM shifts.wish w
              WHERE w.org_id = $1 AND w.booking_id = b.id AND (b.member_number = $3 OR EXISTS (
                SELECT 1 FROM shifts.booking x
                 WHERE x.org_id = $1 AND x.template_id = w.template_id AND x.day = w.day
                   AND x.member_number = $3 AND x.freed IS NULL))) END AS in_return,
           o.taken_over, o.module
      FROM chosen o
      JOIN shifts.seat s ON s.org_id = o.org_id AND s.template_id = o.template_id AND s.day = o.day
      LEFT JOIN shifts.booking b ON b.org_id = s.org_id AND b.template_id = s.template_id
       AND b.day = s.day AND b.seat = s.number AND b.freed IS NULL
     ORDER BY o.starts_at, o.title COLLATE "fr-x-icu", o.template_id, o.day, s.number)";

std::string select_where(const std::string& shifts) {
  std::string sql = names.in(select_shifts);
  constexpr std::string_view place = "%SHIFTS%";
  sql.replace(sql.find(place), place.size(), shifts);
  return sql;
}

/// A seat, with its shift.
struct SeatRow {
  Uuid template_id;
  std::string day;
  std::string title;
  std::string place;
  Instant starts_at{};
  Instant ends_at{};
  std::string local_start;
  std::string local_end;
  v1::ShiftState state = v1::SHIFT_STATE_UNSPECIFIED;
  std::string reason;
  bool edited = false;
  int minutes = 0;
  bool marked = false;
  int number = 0;
  bool important = false;
  std::optional<std::string> member_number;
  std::optional<bool> fixed;
  bool lost = false;                     // called off while the viewer had a seat
  bool asked = false;                    // the viewer is
  std::optional<std::string> skills;     // lines of id and name
  bool suits = false;                    // the viewer has the skills
  std::optional<bool> beginner;          // the holder is one
  bool sought = false;                   // a stand-in
  std::optional<std::string> in_return;  // lines of template and day
  bool taken_over = false;               // the viewer's seat
  std::optional<std::string> module;     // that made the shift
};
HALLE_ROW(SeatRow, template_id, day, title, place, starts_at, ends_at, local_start, local_end,
          state, reason, edited, minutes, marked, number, important, member_number, fixed, lost,
          asked, skills, suits, beginner, sought, in_return, taken_over, module)

/// The shift of a row, without seats.
v1::Shift shift_of(const SeatRow& row, const Viewer& viewer) {
  v1::Shift shift;
  shift.mutable_key()->set_template_(row.template_id.text());
  shift.mutable_key()->set_day(row.day);
  shift.set_title(row.title);
  shift.set_place(row.place);
  sdk::set_timestamp(*shift.mutable_starts_at(), row.starts_at);
  sdk::set_timestamp(*shift.mutable_ends_at(), row.ends_at);
  shift.set_local_start(row.local_start);
  shift.set_local_end(row.local_end);
  shift.set_state(row.state);
  shift.set_reason(row.reason);
  shift.set_edited(row.edited);
  shift.set_minutes(row.minutes);
  shift.set_marked(viewer.all && row.marked);
  shift.set_seat_lost(row.lost);
  shift.set_asked(row.asked);
  shift.set_taken_over(row.taken_over);
  shift.set_module(row.module.value_or(""));
  return shift;
}

void add_seat(const SeatRow& row, const Viewer& viewer, v1::Shift& shift) {
  auto& seat = *shift.add_seats();
  seat.set_number(row.number);
  seat.set_important(row.important);
  seat.set_free(!row.member_number);
  for (const auto& skill : skills_of(row.skills)) *seat.add_skills() = skill;
  seat.set_suits(row.suits);
  if (!row.member_number) return;
  seat.set_own(*row.member_number == viewer.subject);
  seat.set_sought(row.sought);
  for (const auto& wish : skills_of(row.in_return)) {
    auto& key = *seat.add_in_return();
    key.set_template_(wish.id());
    key.set_day(wish.name());
  }
  if (viewer.all || seat.own()) {
    seat.set_holder(*row.member_number);
    seat.set_fixed(row.fixed.value_or(false));
  }
}

std::vector<v1::Shift> shifts_of(const std::vector<SeatRow>& rows, const Viewer& viewer) {
  enum Holder : unsigned { beginner = 1, used_to_it = 2 };
  std::map<std::size_t, unsigned> held;  // by whom, of each shift
  std::vector<v1::Shift> all;
  const SeatRow* before = nullptr;
  for (const auto& row : rows) {
    if (before == nullptr || before->template_id != row.template_id || before->day != row.day)
      all.push_back(shift_of(row, viewer));
    before = &row;
    if (viewer.all && row.member_number)
      held[all.size() - 1] |= row.beginner.value_or(false) ? beginner : used_to_it;
    add_seat(row, viewer, all.back());
  }
  for (const auto& [at, by] : held) all[at].set_beginners_alone(by == beginner);
  return all;
}

/// A shift that is open to a member.
struct OpenRow {
  Uuid template_id;
  std::string day;
  Instant starts_at{};
  Instant ends_at{};
  std::string local_day;
  int minutes = 0;
};
HALLE_ROW(OpenRow, template_id, day, starts_at, ends_at, local_day, minutes)
}  // namespace

std::vector<v1::Skill> skills_of(const std::optional<std::string>& lines) {
  std::vector<v1::Skill> all;
  if (!lines || lines->empty()) return all;
  for (const auto& line : split(*lines, '\n')) {
    auto& skill = all.emplace_back();
    const auto blank = line.find(' ');
    skill.set_id(line.substr(0, blank));
    skill.set_name(line.substr(blank + 1));
  }
  return all;
}

Error unknown_shift(const v1::ShiftKey& key) {
  return not_found("key", "shifts.shift_unknown", key.template_() + "/" + key.day());
}

Error unknown_shift(const Key& key) {
  return not_found("key", "shifts.shift_unknown", key.text());
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
  HALLE_TRY(rows,
            call.query<SeatRow>(of_days, call.organisation(), zone, viewer.subject, from, until));
  return shifts_of(rows, viewer);
}

Result<std::vector<v1::Shift>> shifts(sdk::Call& call, const std::string& zone,
                                      const std::vector<Key>& keys, const Viewer& viewer) {
  static const std::string of_keys = select_where(
      "o.template_id = ANY ($4::uuid[]) AND o.day = ANY ($5::date[]) AND "
      "(o.template_id, o.day) IN (SELECT * FROM unnest($4::uuid[], $5::date[]))");
  HALLE_TRY(rows, call.query<SeatRow>(of_keys, call.organisation(), zone, viewer.subject,
                                      sdk::unnest(keys, &Key::template_id, &Key::day)));
  return shifts_of(rows, viewer);
}

Result<std::vector<Open>> open_to(sdk::Call& call, const std::string& zone,
                                  const std::string& until, const std::string& member) {
  static const std::string statement = names.in(R"(
      SELECT o.template_id, o.day, o.starts_at, o.ends_at,
             (o.starts_at AT TIME ZONE $2)::date AS local_day,
             (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int * o.worth / 100 AS minutes
        FROM shifts.occurrence o
       WHERE o.org_id = $1 AND o.state = {planned} AND o.starts_at > $5
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
       ORDER BY o.starts_at, o.title COLLATE "fr-x-icu", o.template_id, o.day)");
  HALLE_TRY(rows,
            call.query<OpenRow>(statement, call.organisation(), zone, member, until, call.now()));
  std::vector<Open> all;
  for (const auto& row : rows)
    all.push_back(
        {{row.template_id, row.day}, row.starts_at, row.ends_at, row.local_day, row.minutes});
  return all;
}

Result<v1::Shift> shift(sdk::Call& call, const std::string& zone, const Key& key,
                        const Viewer& viewer) {
  static const std::string of_key = select_where("o.template_id = $4 AND o.day = $5");
  HALLE_TRY(rows, call.query<SeatRow>(of_key, call.organisation(), zone, viewer.subject,
                                      key.template_id, key.day));
  auto all = shifts_of(rows, viewer);
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
  static const std::string statement = names.in(
      "SELECT starts_at <= $4 AS begun, state = {cancelled} AS cancelled, starts_at, ends_at, "
      "place FROM shifts.occurrence "
      "WHERE org_id = $1 AND template_id = $2 AND day = $3");
  HALLE_TRY(found,
            call.find<State>(statement, call.organisation(), key.template_id, key.day, call.now()));
  if (!found) return unknown_shift(key);
  return *found;
}

Result<Span> span_of(sdk::Call& call, const std::string& zone, const std::string& starts,
                     const std::string& ends) {
  return call.get<Span>(
      "SELECT $1::timestamp AT TIME ZONE $3 AS starts_at, "
      "$2::timestamp AT TIME ZONE $3 AS ends_at",
      starts, ends, zone);
}

void edit(sdk::Call& call, const Key& key, const Span& span, const std::string& title,
          const std::string& place) {
  call.queue(
      "UPDATE shifts.occurrence SET starts_at = $4, ends_at = $5, title = $6, place = $7, "
      "edited = true, sequence = sequence + 1, changed_at = $8 "
      "WHERE org_id = $1 AND template_id = $2 AND day = $3",
      call.organisation(), key.template_id, key.day, span.starts_at, span.ends_at, title, place,
      call.now());
}

void set_cancelled(sdk::Call& call, const Key& key, bool cancelled, const std::string& reason) {
  call.queue(
      "UPDATE shifts.occurrence SET state = $4, reason = $5, edited = true, "
      "sequence = sequence + 1, changed_at = $6 "
      "WHERE org_id = $1 AND template_id = $2 AND day = $3",
      call.organisation(), key.template_id, key.day,
      cancelled ? v1::SHIFT_STATE_CANCELLED : v1::SHIFT_STATE_PLANNED, reason, call.now());
}

void set_seats(sdk::Call& call, const Key& key, const std::vector<ShiftSeat>& seats) {
  call.queue(
      "DELETE FROM shifts.seat WHERE org_id = $1 AND template_id = $2 AND day = $3 "
      "AND NOT number = ANY($4::smallint[])",
      call.organisation(), key.template_id, key.day, sdk::unnest(seats, &ShiftSeat::number));
  call.queue(
      "INSERT INTO shifts.seat (org_id, template_id, day, number, important, skills) "
      "SELECT $1, $2, $3, g.number, g.important = 1, g.skills::uuid[] "
      "FROM unnest($4::smallint[], $5::smallint[], $6::text[]) AS g (number, important, skills) "
      "ON CONFLICT (org_id, template_id, day, number) "
      "DO UPDATE SET important = excluded.important, skills = excluded.skills",
      call.organisation(), key.template_id, key.day,
      sdk::unnest(seats, &ShiftSeat::number, &ShiftSeat::important, &ShiftSeat::skills));
}

}  // namespace halle::shifts::store
