#include "services/workshops/store/cards.hpp"

#include "services/workshops/store/names.hpp"

namespace halle::workshops::store {
namespace {
std::string select_of_member(const std::string& which) {
  return names.in(R"(
      SELECT w.title, s.starts_at, r.until, 0 AS persons, s.id FROM workshops.registration r
        JOIN workshops.session s ON s.org_id = $1 AND s.id = r.session_id
        JOIN workshops.workshop w ON w.org_id = $1 AND w.id = s.workshop_id
       WHERE r.org_id = $1 AND r.member_number = $2 AND s.starts_at > $3 AND )" +
                  which);
}
}  // namespace

Result<std::vector<CardSession>> offers_to(sdk::Call& call, const std::string& member) {
  static const std::string statement =
      select_of_member("r.state = {offered} AND r.until > $3 ORDER BY r.until, r.id LIMIT 3");
  return call.query<CardSession>(statement, call.organisation(), member, call.now());
}

Result<std::optional<CardSession>> next_session(sdk::Call& call, const std::string& member) {
  static const std::string statement =
      select_of_member("r.state = {registered} ORDER BY s.starts_at, s.id LIMIT 1");
  return call.find<CardSession>(statement, call.organisation(), member, call.now());
}

Result<std::vector<CardSession>> short_sessions(sdk::Call& call) {
  static const std::string statement = names.in(R"(
      SELECT w.title, s.starts_at, NULL::timestamptz AS until, s.minimum - s.taken AS persons,
             s.id
        FROM workshops.session s
        JOIN workshops.workshop w ON w.org_id = $1 AND w.id = s.workshop_id
       WHERE s.org_id = $1 AND s.state = {published} AND s.taken < s.minimum
         AND s.starts_at > $2 AND s.starts_at <= $2::timestamptz + interval '7 days'
       ORDER BY s.starts_at, s.id LIMIT 3)");
  return call.query<CardSession>(statement, call.organisation(), call.now());
}

Result<std::vector<CardSession>> sessions_to_call(sdk::Call& call) {
  static const std::string statement = names.in(R"(
      SELECT w.title, s.starts_at, NULL::timestamptz AS until, count(*)::int AS persons, s.id
        FROM workshops.registration r
        JOIN workshops.visitor v ON v.org_id = $1 AND v.id = r.visitor_id
        JOIN workshops.session s ON s.org_id = $1 AND s.id = r.session_id
        JOIN workshops.workshop w ON w.org_id = $1 AND w.id = s.workshop_id
       WHERE r.org_id = $1 AND s.state = {published} AND s.starts_at > $2
         AND ((r.state = {unconfirmed} AND v.link_at IS NULL)
              OR (r.state = {offered} AND v.email = ''))
       GROUP BY s.org_id, s.id, w.org_id, w.id ORDER BY s.starts_at, s.id LIMIT 3)");
  return call.query<CardSession>(statement, call.organisation(), call.now());
}

}  // namespace halle::workshops::store
