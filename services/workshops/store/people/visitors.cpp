#include "services/workshops/store/people/visitors.hpp"

#include "services/workshops/store/names.hpp"

namespace halle::workshops::store {
namespace {
/// The hash of a text; NULL for an empty one.
sdk::Value hash_of(const std::string& text) {
  return text.empty() ? sdk::Value(nullptr) : sdk::Value::bytes(sha256(text));
}
/// Deletes unconfirmed registrations `r` of which `which` holds, and their visitors; returns how
/// many.
template <class... Args>
Result<int> delete_where(sdk::Call& call, const std::string& which, const Args&... args) {
  // A statement sees rows as they were before it: the visitors are deleted by another one.
  const std::string statement = names.in(
      "WITH gone AS (DELETE FROM workshops.registration r WHERE r.org_id = $1 AND "
      "r.state = {unconfirmed} AND " +
      which + " RETURNING r.visitor_id) SELECT visitor_id::text FROM gone ORDER BY 1");
  HALLE_TRY(gone, call.query<std::string>(statement, call.organisation(), args...));
  if (!gone.empty())
    HALLE_CHECK(
        call.execute("DELETE FROM workshops.visitor WHERE org_id = $1 AND id = ANY ($2::uuid[])",
                     call.organisation(), gone));
  return static_cast<int>(gone.size());
}
}  // namespace

Result<std::vector<VisitorRow>> visitors(sdk::Call& call, const Uuid& session) {
  return call.query<VisitorRow>(R"(
      SELECT v.id, v.name, v.email, v.telephone FROM workshops.registration r
        JOIN workshops.visitor v ON v.org_id = $1 AND v.id = r.visitor_id
       WHERE r.org_id = $1 AND r.session_id = $2)",
                                call.organisation(), session);
}

void insert_visitor(sdk::Call& call, const NewVisitor& visitor) {
  call.queue(R"(
      INSERT INTO workshops.visitor (org_id, id, name, email, telephone, post_code,
                                     key_hash, made_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
             call.organisation(), visitor.id, visitor.person.name, visitor.person.email,
             visitor.person.telephone, visitor.person.post_code, hash_of(visitor.key), call.now());
}

Result<Crowd> crowd(sdk::Call& call, const Uuid& session, const std::string& address) {
  static const std::string statement = names.in(R"(
      SELECT (SELECT count(*) FROM workshops.form f
               WHERE f.org_id = $1 AND f.address_hash = $3 AND f.made_at > $4) AS from_address,
             (SELECT count(*) FROM workshops.registration r
               WHERE r.org_id = $1 AND r.session_id = $2 AND r.state = {unconfirmed})
               AS unconfirmed)");
  if (!address.empty()) call.lock("workshops.form", address);
  return call.get<Crowd>(statement, call.organisation(), session, hash_of(address),
                         call.now() - form_life);
}

void insert_form(sdk::Call& call, const std::string& address) {
  if (address.empty()) return;
  call.queue(
      "INSERT INTO workshops.form (org_id, id, address_hash, made_at) VALUES ($1, $2, $3, $4)",
      call.organisation(), call.new_id(), hash_of(address), call.now());
}

Result<std::optional<Uuid>> registration_with_email(sdk::Call& call, const Uuid& session,
                                                    const std::string& email) {
  static const std::string statement = names.in(R"(
      SELECT r.id FROM workshops.registration r
        JOIN workshops.visitor v ON v.org_id = $1 AND v.id = r.visitor_id
       WHERE r.org_id = $1 AND r.session_id = $2 AND r.state <> {cancelled} AND $3 <> ''
         AND lower(v.email) = lower($3) ORDER BY r.id LIMIT 1)");
  return call.find<Uuid>(statement, call.organisation(), session, email);
}

Result<std::optional<Uuid>> registration_behind(sdk::Call& call, const std::string& key) {
  return call.find<Uuid>(R"(
      SELECT r.id FROM workshops.visitor v
        JOIN workshops.registration r ON r.org_id = $1 AND r.visitor_id = v.id
       WHERE v.org_id = $1 AND v.key_hash = $2)",
                         call.organisation(), hash_of(key));
}

Result<bool> note_link(sdk::Call& call, const Uuid& visitor) {
  HALLE_TRY(noted, call.find<Uuid>(R"(
      UPDATE workshops.visitor SET links = links + 1, link_at = $3
       WHERE org_id = $1 AND id = $2 AND links < $4::int
         AND (link_at IS NULL OR link_at <= $5)
      RETURNING id)",
                                   call.organisation(), visitor, call.now(), most_links,
                                   call.now() - link_pause));
  return noted.has_value();
}

Status delete_unconfirmed(sdk::Call& call, const Uuid& registration) {
  HALLE_CHECK(delete_where(call, "r.id = $2", registration));
  return Done{};
}

Status delete_unconfirmed_at(sdk::Call& call, const Uuid& session) {
  HALLE_CHECK(delete_where(call, "r.session_id = $2", session));
  return Done{};
}

Result<int> delete_old_unconfirmed(sdk::Call& call, Instant until) {
  static const std::string old = R"(
      (EXISTS (SELECT 1 FROM workshops.session s
                WHERE s.org_id = $1 AND s.id = r.session_id AND s.ends_at <= $3)
       OR r.registered_at <= $2 AND EXISTS (
         SELECT 1 FROM workshops.visitor v
          WHERE v.org_id = $1 AND v.id = r.visitor_id AND v.link_at IS NOT NULL)))";
  static const std::string lock_sessions = names.in(
      "SELECT 1 FROM workshops.session x WHERE x.org_id = $1 AND x.id IN (SELECT r.session_id "
      "FROM workshops.registration r WHERE r.org_id = $1 AND r.state = {unconfirmed} AND " +
      old + ") ORDER BY x.id FOR NO KEY UPDATE");
  call.queue(lock_sessions, call.organisation(), until, call.now());
  return delete_where(call, old, until, call.now());
}

Result<int> delete_forms(sdk::Call& call, Instant until) {
  HALLE_TRY(gone, call.query<Uuid>(
                      "DELETE FROM workshops.form WHERE org_id = $1 AND made_at <= $2 RETURNING id",
                      call.organisation(), until));
  return static_cast<int>(gone.size());
}

Result<int> forget_visitors(sdk::Call& call, Instant until) {
  HALLE_TRY(forgotten, call.query<Uuid>(R"(
      UPDATE workshops.visitor v
         SET name = '', email = '', telephone = '', post_code = '', key_hash = NULL,
             forgotten_at = $3
       WHERE v.org_id = $1 AND v.forgotten_at IS NULL AND v.made_at <= $2
         AND NOT EXISTS (SELECT 1 FROM workshops.registration r
                           JOIN workshops.session s ON s.org_id = $1 AND s.id = r.session_id
                          WHERE r.org_id = $1 AND r.visitor_id = v.id AND s.ends_at > $2)
      RETURNING v.id)",
                                        call.organisation(), until, call.now()));
  return static_cast<int>(forgotten.size());
}

}  // namespace halle::workshops::store
