#include "services/workshops/store/notices.hpp"

#include "services/workshops/store/names.hpp"

namespace halle::workshops::store {
namespace {
/// What the notices `n` tell of sessions `s` and registrations `r` for which `holds`.
std::string select_where(const std::string& holds) {
  return names.in(R"(
      SELECT DISTINCT ON (n.index) n.index, w.title, s.place, s.reason, s.starts_at, r.until,
             r.persons, r.visitor_id AS visitor, v.name, v.email
        FROM unnest($3::int[], $4::text[], $5::uuid[]) AS n (index, member, about)
        JOIN LATERAL (
          SELECT x.* FROM workshops.registration x
           WHERE x.org_id = $1 AND n.member = '' AND x.id = n.about AND x.visitor_id IS NOT NULL
          UNION ALL
          SELECT x.* FROM workshops.registration x
           WHERE x.org_id = $1 AND x.member_number = n.member AND x.session_id = n.about) r ON true
        JOIN workshops.session s ON s.org_id = $1 AND s.id = r.session_id
        JOIN workshops.workshop w ON w.org_id = $1 AND w.id = s.workshop_id
        LEFT JOIN workshops.visitor v ON v.org_id = $1 AND v.id = r.visitor_id
       WHERE s.starts_at > $2 AND (v.id IS NULL OR v.email <> '') AND )" +
                  holds + " ORDER BY n.index, r.changed_at DESC");
}

/// The same of the sessions that the members lead.
std::string select_led(const std::string& holds) {
  return names.in(R"(
      SELECT n.index, w.title, s.place, s.reason, s.starts_at, NULL::timestamptz AS until,
             0 AS persons, NULL::uuid AS visitor, NULL::text AS name, NULL::text AS email
        FROM unnest($3::int[], $4::text[], $5::uuid[]) AS n (index, member, about)
        JOIN workshops.leader l
          ON l.org_id = $1 AND l.session_id = n.about AND l.member_number = n.member
        JOIN workshops.session s ON s.org_id = $1 AND s.id = l.session_id
        JOIN workshops.workshop w ON w.org_id = $1 AND w.id = s.workshop_id
       WHERE s.starts_at > $2 AND )" +
                  holds + " ORDER BY n.index");
}

Result<std::vector<NoticeSession>> select(sdk::Call& call, const std::string& statement,
                                          const std::vector<AskedNotice>& asked) {
  return call.query<NoticeSession>(
      statement, call.organisation(), call.now(),
      sdk::unnest(asked, &AskedNotice::index, &AskedNotice::member, &AskedNotice::about));
}
}  // namespace

Result<std::vector<NoticeSession>> offered(sdk::Call& call, const std::vector<AskedNotice>& asked) {
  static const std::string statement = select_where("r.state = {offered} AND r.until > $2");
  return select(call, statement, asked);
}

Result<std::vector<NoticeSession>> concerned(sdk::Call& call,
                                             const std::vector<AskedNotice>& asked) {
  static const std::string statement =
      select_where("s.state = {published} AND r.state IN ({registered}, {waiting}, {offered})");
  return select(call, statement, asked);
}

Result<std::vector<NoticeSession>> registered(sdk::Call& call,
                                              const std::vector<AskedNotice>& asked) {
  static const std::string statement =
      select_where("s.state = {published} AND r.state = {registered}");
  return select(call, statement, asked);
}

Result<std::vector<NoticeSession>> called_off(sdk::Call& call,
                                              const std::vector<AskedNotice>& asked) {
  static const std::string statement =
      select_where("s.state = {session_cancelled} AND r.ended IN ({called_off}, {unplaced})");
  return select(call, statement, asked);
}

Result<std::vector<NoticeSession>> led(sdk::Call& call, const std::vector<AskedNotice>& asked) {
  static const std::string statement = select_led("s.state = {published}");
  return select(call, statement, asked);
}

Result<std::vector<NoticeSession>> led_called_off(sdk::Call& call,
                                                  const std::vector<AskedNotice>& asked) {
  static const std::string statement = select_led("s.state = {session_cancelled}");
  return select(call, statement, asked);
}

Result<std::vector<NoticeSession>> unconfirmed(sdk::Call& call,
                                               const std::vector<AskedNotice>& asked) {
  static const std::string statement =
      select_where("s.state = {published} AND r.state = {unconfirmed}");
  return select(call, statement, asked);
}

}  // namespace halle::workshops::store
