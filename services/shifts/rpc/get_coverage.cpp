#include <algorithm>
#include <map>

#include "services/shifts/domain/load.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members.hpp"
#include "services/shifts/store/plan.hpp"

namespace halle::shifts {
namespace {
constexpr int usual_weeks = 8;
constexpr int most_weeks = 26;
constexpr std::chrono::weeks looked_back{13};
constexpr std::size_t shown_loads = 10;

/// A row a title and week.
constexpr const char* select_weeks = R"(
    SELECT date_trunc('week', o.starts_at AT TIME ZONE $2)::date, o.title, count(*),
           count(b.seat), count(*) FILTER (WHERE s.important AND b.seat IS NULL)
      FROM shifts.occurrence o
      JOIN shifts.seat s ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
      LEFT JOIN shifts.booking b ON b.org_id = $1 AND b.template_id = s.template_id
       AND b.day = s.day AND b.seat = s.number AND b.freed IS NULL
     WHERE o.org_id = $1 AND o.state = 1 AND o.starts_at >= $3::date::timestamp AT TIME ZONE $2
       AND o.starts_at < $4::date::timestamp AT TIME ZONE $2
     GROUP BY 1, 2 ORDER BY 1, 2)";

/// A row an active member and week in which she gave time; one without a week if she gave none.
constexpr const char* select_given = R"(
    WITH given AS MATERIALIZED (
      SELECT coalesce(e.person, e.member_number) AS member_number, date_trunc('week', e.effective_at AT TIME ZONE $2)::date AS week,
             sum(e.given) AS minutes
        FROM shifts.entry e
       WHERE e.org_id = $1 AND e.cause_kind IN ('shift', 'work')
         AND e.effective_at >= $3::date::timestamp AT TIME ZONE $2
       GROUP BY 1, 2 HAVING sum(e.given) > 0),
    now_and_then AS MATERIALIZED (
      SELECT x.member_number, count(*) AS shifts FROM (
        SELECT b.member_number, b.template_id, b.day FROM shifts.booking b
         WHERE b.org_id = $1 AND b.freed IS NULL
         UNION
        SELECT a.member_number, a.template_id, a.day FROM shifts.attendance a
         WHERE a.org_id = $1 AND a.presence = 1) x
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = x.template_id AND o.day = x.day
       WHERE o.starts_at > $4::timestamptz - interval '28 days' AND o.starts_at <= $4
       GROUP BY 1)
    SELECT m.number, g.week, coalesce(g.minutes, 0), coalesce(n.shifts, 0) FROM shifts.member m
      LEFT JOIN given g ON g.member_number = m.number
      LEFT JOIN now_and_then n ON n.member_number = m.number
     WHERE m.org_id = $1 AND 1 = (SELECT s.standing FROM shifts.standing s
                                   WHERE s.org_id = $1 AND s.member_number = m.number
                                   ORDER BY s.since DESC LIMIT 1)
     ORDER BY length(m.number), m.number, g.week)";

/// A row a skill and week of the seats that need it.
constexpr const char* select_skills = R"(
    SELECT date_trunc('week', o.starts_at AT TIME ZONE $2)::date, k.name, count(*), count(b.seat)
      FROM shifts.occurrence o
      JOIN shifts.seat s ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
       AND s.skills <> '{}'
      JOIN shifts.skill k ON k.org_id = $1 AND k.id = ANY (s.skills)
      LEFT JOIN shifts.booking b ON b.org_id = $1 AND b.template_id = s.template_id
       AND b.day = s.day AND b.seat = s.number AND b.freed IS NULL
     WHERE o.org_id = $1 AND o.state = 1 AND o.starts_at >= $3::date::timestamp AT TIME ZONE $2
       AND o.starts_at < $4::date::timestamp AT TIME ZONE $2
     GROUP BY 1, k.id, k.name ORDER BY 1, k.name COLLATE "fr-x-icu", k.id)";

/// What a seat that repeats or is to come needs and two active members or fewer can do.
constexpr const char* select_scarce = R"(
    SELECT k.name, h.holders FROM shifts.skill k
      CROSS JOIN LATERAL (
        SELECT count(DISTINCT x.member_number) AS holders FROM shifts.member_skill x
         WHERE x.org_id = $1 AND x.skill_id = k.id AND x.from_day <= $2
           AND (x.until_day IS NULL OR x.until_day >= $2)
           AND 1 = (SELECT s.standing FROM shifts.standing s
                     WHERE s.org_id = $1 AND s.member_number = x.member_number
                     ORDER BY s.since DESC LIMIT 1)) h
     WHERE k.org_id = $1 AND h.holders <= 2 AND (
       EXISTS (SELECT 1 FROM shifts.template_seat t JOIN shifts.template p
                 ON p.org_id = $1 AND p.id = t.template_id AND (p.valid_until IS NULL OR p.valid_until >= $2)
                WHERE t.org_id = $1 AND k.id = ANY (t.skills))
       OR EXISTS (SELECT 1 FROM shifts.occurrence o
                    JOIN shifts.seat s ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
                   WHERE o.org_id = $1 AND o.state = 1 AND o.starts_at > $3 AND k.id = ANY (s.skills)))
     ORDER BY k.name COLLATE "fr-x-icu", k.id)";

struct Given {
  std::string member;
  int minutes = 0;
  int shifts = 0;  // of the last four weeks
  std::set<Day> mondays;
};

Result<std::vector<Given>> given(sdk::Call& call, const std::string& zone, Day from) {
  HALLE_TRY(rows, call.query(select_given, call.organisation(), zone, day_text(from), call.now()));
  std::vector<Given> all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (all.empty() || all.back().member != rows[r].view(0))
      all.push_back({rows[r].text(0), 0, static_cast<int>(rows[r].number(3)), {}});
    all.back().minutes += static_cast<int>(rows[r].number(2));
    if (const auto week = read_day(rows[r].view(1))) all.back().mondays.insert(*week);
  }
  return all;
}

void set_loads(v1::Coverage& out, std::vector<Given> all, int ask_limit, Day now) {
  std::vector<int> minutes;
  for (const auto& one : all) minutes.push_back(one.minutes);
  out.set_active(static_cast<int>(all.size()));
  out.set_gave(static_cast<int>(
      std::count_if(minutes.begin(), minutes.end(), [](int given) { return given > 0; })));
  out.set_busiest_tenth_permille(busiest_tenth_permille(minutes));
  std::stable_sort(all.begin(), all.end(),
                   [](const Given& a, const Given& b) { return a.minutes > b.minutes; });
  for (const auto& one : all) {
    if (out.loads_size() == shown_loads || one.minutes == 0) break;
    auto& load = *out.add_loads();
    load.set_member(one.member);
    load.set_minutes(one.minutes);
    load.set_weeks_in_a_row(weeks_in_a_row(one.mondays, now));
    load.set_spared(ask_limit > 0 && one.shifts >= ask_limit);
  }
}
}  // namespace

Result<v1::Coverage> Planning::get_coverage(sdk::Call& call,
                                            const v1::GetCoverageRequest& request) {
  if (request.weeks() < 0 || request.weeks() > most_weeks)
    return bad_field("weeks", "shifts.bad_weeks", std::to_string(request.weeks()));
  const std::chrono::weeks weeks(request.weeks() == 0 ? usual_weeks : request.weeks());
  const std::string zone = call.zone();
  HALLE_TRY(now, store::today(call));
  const Day first = monday_of(now);
  v1::Coverage out;
  std::map<std::string, v1::CoverageWeek*> by_monday;
  for (Day monday = first; monday < first + weeks; monday += std::chrono::weeks(1)) {
    auto* week = out.add_weeks();
    week->set_monday(day_text(monday));
    by_monday[week->monday()] = week;
  }
  HALLE_TRY(rows, call.query(select_weeks, call.organisation(), zone, day_text(first),
                             day_text(first + weeks)));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& title = *by_monday.at(rows[r].text(0))->add_titles();
    title.set_title(rows[r].text(1));
    title.set_seats(static_cast<int>(rows[r].number(2)));
    title.set_taken(static_cast<int>(rows[r].number(3)));
    title.set_important_free(static_cast<int>(rows[r].number(4)));
  }
  HALLE_TRY(skills, call.query(select_skills, call.organisation(), zone, day_text(first),
                               day_text(first + weeks)));
  for (std::size_t r = 0; r < skills.size(); ++r) {
    auto& skill = *by_monday.at(skills[r].text(0))->add_skills();
    skill.set_name(skills[r].text(1));
    skill.set_seats(static_cast<int>(skills[r].number(2)));
    skill.set_taken(static_cast<int>(skills[r].number(3)));
  }
  HALLE_TRY(scarce, call.query(select_scarce, call.organisation(), day_text(now), call.now()));
  for (std::size_t r = 0; r < scarce.size(); ++r) {
    auto& skill = *out.add_scarce();
    skill.set_name(scarce[r].text(0));
    skill.set_holders(static_cast<int>(scarce[r].number(1)));
  }
  HALLE_TRY(settings, store::settings(call, zone));
  HALLE_TRY(all, given(call, zone, first - looked_back + std::chrono::weeks(1)));
  set_loads(out, std::move(all), settings.ask_limit(), now);
  return out;
}

}  // namespace halle::shifts
