#include "services/workshops/store/reports/reports.hpp"

#include "services/workshops/store/names.hpp"

namespace halle::workshops::store {
namespace {
/// The sessions `s` of a report. $2: zone; $3, $4: days; $5: now.
constexpr const char* took_place = R"(
      s.org_id = $1 AND s.state = {published} AND s.ends_at <= $5
  AND s.starts_at >= $3::date::timestamp AT TIME ZONE $2
  AND s.starts_at < ($4::date + 1)::timestamp AT TIME ZONE $2)";

/// Whether two visitors `v` and `w` are the same person, as far as is known.
constexpr const char* same_visitor = R"((
      v.email <> '' AND lower(w.email) = lower(v.email)
   OR v.telephone <> '' AND w.telephone = v.telephone))";

/// Visitors `v` who are about to be forgotten. $2: until when their sessions have ended.
constexpr const char* to_forget = R"(
      v.org_id = $1 AND v.forgotten_at IS NULL AND v.made_at <= $2
  AND NOT EXISTS (SELECT 1 FROM workshops.registration l
                    JOIN workshops.session e ON e.org_id = $1 AND e.id = l.session_id
                   WHERE l.org_id = $1 AND l.visitor_id = v.id AND e.ends_at > $2))";

template <class Row>
Result<std::vector<Row>> of_days(sdk::Call& call, const std::string& statement,
                                 const std::string& from, const std::string& until) {
  return call.query<Row>(statement, call.organisation(), call.zone(), from, until, call.now());
}
}  // namespace

Result<std::vector<HeldSessionRow>> held_sessions(sdk::Call& call, const std::string& from,
                                                  const std::string& until) {
  static const std::string statement = names.in(std::string(R"(
      WITH held AS MATERIALIZED (
        SELECT s.id, s.workshop_id, s.starts_at, s.ends_at FROM workshops.session s WHERE )") +
                                                took_place + R"(),
      counted AS (
        SELECT r.session_id, r.persons, r.presence = {present} AS came,
               r.presence = {present} AND NOT r.returning_person AND NOT EXISTS (
                 SELECT 1 FROM workshops.registration p
                   JOIN workshops.session q ON q.org_id = $1 AND q.id = p.session_id
                  WHERE p.org_id = $1 AND p.presence = {present} AND q.starts_at < h.starts_at
                    AND p.member_number = r.member_number)
               AND NOT EXISTS (
                 SELECT 1 FROM workshops.visitor v
                   JOIN workshops.visitor w ON w.org_id = $1 AND w.id <> v.id AND )" +
                                                same_visitor + R"(
                   JOIN workshops.registration p
                     ON p.org_id = $1 AND p.visitor_id = w.id AND p.presence = {present}
                   JOIN workshops.session q ON q.org_id = $1 AND q.id = p.session_id
                  WHERE v.org_id = $1 AND v.id = r.visitor_id AND q.starts_at < h.starts_at)
               AS first_time
          FROM held h
          JOIN workshops.registration r
            ON r.org_id = $1 AND r.session_id = h.id AND r.state = {registered})
      SELECT h.id, w.title, w.theme, (h.starts_at AT TIME ZONE $2)::date AS day,
             (extract(epoch FROM h.ends_at - h.starts_at) / 60)::int AS minutes,
             coalesce(sum(c.persons), 0)::int AS registered,
             coalesce(sum(c.persons) FILTER (WHERE c.came), 0)::int AS came,
             coalesce(sum(c.persons) FILTER (WHERE c.first_time), 0)::int AS first_timers
        FROM held h
        JOIN workshops.workshop w ON w.org_id = $1 AND w.id = h.workshop_id
        LEFT JOIN counted c ON c.session_id = h.id
       GROUP BY h.id, h.starts_at, h.ends_at, w.title, w.theme ORDER BY h.starts_at, h.id)");
  return of_days<HeldSessionRow>(call, statement, from, until);
}

Result<std::vector<MemberCame>> members_came(sdk::Call& call, const std::string& from,
                                             const std::string& until) {
  static const std::string statement = names.in(std::string(R"(
      SELECT r.member_number AS number, sum(r.persons)::int AS persons FROM workshops.session s
        JOIN workshops.registration r
          ON r.org_id = $1 AND r.session_id = s.id AND r.presence = {present}
       WHERE r.member_number IS NOT NULL AND )") +
                                                took_place + " GROUP BY 1 ORDER BY 1");
  return of_days<MemberCame>(call, statement, from, until);
}

Result<std::vector<TownRow>> visitors_came(sdk::Call& call, const std::string& from,
                                           const std::string& until) {
  static const std::string statement = names.in(std::string(R"(
      WITH held AS (SELECT s.id FROM workshops.session s WHERE )") +
                                                took_place +
                                                R"()
      SELECT t.post_code, sum(t.persons)::int AS persons FROM (
        SELECT v.post_code, r.persons FROM held h
          JOIN workshops.registration r
            ON r.org_id = $1 AND r.session_id = h.id AND r.presence = {present}
          JOIN workshops.visitor v ON v.org_id = $1 AND v.id = r.visitor_id
        UNION ALL
        SELECT k.post_code, k.persons FROM held h
          JOIN workshops.town k ON k.org_id = $1 AND k.session_id = h.id) t
       WHERE t.post_code <> '' GROUP BY 1 ORDER BY 1)");
  return of_days<TownRow>(call, statement, from, until);
}

void keep_counts(sdk::Call& call, Instant until) {
  static const std::string keep_towns = names.in(std::string(R"(
      INSERT INTO workshops.town AS t (org_id, session_id, post_code, persons)
      SELECT $1, r.session_id, v.post_code, sum(r.persons) FROM workshops.visitor v
        JOIN workshops.registration r
          ON r.org_id = $1 AND r.visitor_id = v.id AND r.presence = {present}
       WHERE v.post_code <> '' AND )") + to_forget +
                                                 R"(
       GROUP BY r.session_id, v.post_code
      ON CONFLICT (org_id, session_id, post_code)
      DO UPDATE SET persons = t.persons + excluded.persons)");
  static const std::string mark_returning = names.in(std::string(R"(
      UPDATE workshops.registration r SET returning_person = true
        FROM workshops.visitor v, workshops.visitor w, workshops.registration p,
             workshops.session q, workshops.session s
       WHERE p.org_id = $1 AND p.visitor_id = v.id AND p.presence = {present}
         AND q.org_id = $1 AND q.id = p.session_id
         AND w.org_id = $1 AND w.id <> v.id AND )") + same_visitor +
                                                     R"(
         AND r.org_id = $1 AND r.visitor_id = w.id AND NOT r.returning_person
         AND s.org_id = $1 AND s.id = r.session_id AND s.starts_at > q.starts_at
         AND )" + to_forget);
  call.queue(keep_towns, call.organisation(), until);
  call.queue(mark_returning, call.organisation(), until);
}

}  // namespace halle::workshops::store
