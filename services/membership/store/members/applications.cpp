#include "services/membership/store/members/applications.hpp"

#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"

namespace halle::membership::store {
namespace {
struct ApplicationRow {
  std::string id;
  std::string name;
  std::string first_name;
  std::string email;
  std::string telephone;
  std::string street;
  std::string post_code;
  std::string town;
  std::string bracket;
  std::string message;
  Instant received_at{};
  std::optional<std::string> alike;  // numbers, with spaces between
};
HALLE_ROW(ApplicationRow, id, name, first_name, email, telephone, street, post_code, town, bracket,
          message, received_at, alike)

struct Applicant {
  std::string name;
  std::string first_name;
  std::string email;
  std::string telephone;
  std::string street;
  std::string post_code;
  std::string town;
};
HALLE_ROW(Applicant, name, first_name, email, telephone, street, post_code, town)

/// Of a row with these columns.
template <class Row>
v1::Person person_of(const Row& row) {
  v1::Person person;
  person.set_name(row.name);
  person.set_first_name(row.first_name);
  person.set_email(row.email);
  person.set_telephone(row.telephone);
  person.set_street(row.street);
  person.set_post_code(row.post_code);
  person.set_town(row.town);
  return person;
}
}  // namespace

Result<bool> correct_application(sdk::Call& call, const Sent& sent) {
  const auto& person = sent.person;
  HALLE_TRY(corrected,
            call.query<int>(R"(
      UPDATE membership.application SET name = $3, first_name = $4, telephone = $5, street = $6,
             post_code = $7, town = $8, bracket = $9, message = $10
       WHERE org_id = $1 AND lower(email) = lower($2) AND address_hash IS NOT DISTINCT FROM $11
      RETURNING 1)",
                            call.organisation(), person.email, person.name, person.first_name,
                            person.telephone, person.street, person.post_code, person.town,
                            sent.bracket, sent.message, sent.address));
  return !corrected.empty();
}

void add_application(sdk::Call& call, const Uuid& id, const Sent& sent) {
  const auto& person = sent.person;
  call.queue(R"(
      INSERT INTO membership.application (org_id, id, name, first_name, email, telephone, street,
                                          post_code, town, bracket, message, received_at,
                                          address_hash)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))",
             call.organisation(), id, person.name, person.first_name, person.email,
             person.telephone, person.street, person.post_code, person.town, sent.bracket,
             sent.message, call.now(), sent.address);
}

Result<Waiting> waiting(sdk::Call& call, const std::optional<sdk::Value>& address) {
  return call.get<Waiting>(
      "SELECT count(*) AS in_all, count(*) FILTER (WHERE address_hash = $2) AS from_address "
      "FROM membership.application WHERE org_id = $1",
      call.organisation(), address);
}

Result<std::int64_t> count_applications(sdk::Call& call) {
  return call.get<std::int64_t>("SELECT count(*) FROM membership.application WHERE org_id = $1",
                                call.organisation());
}

Result<std::vector<v1::Application>> applications(sdk::Call& call) {
  HALLE_TRY(rows, call.query<ApplicationRow>(R"(
      WITH alike AS MATERIALIZED (
        SELECT a.id, m.number FROM membership.application a
          JOIN membership.member m ON m.org_id = $1 AND lower(m.email) = lower(a.email)
         WHERE a.org_id = $1 AND a.email <> ''
        UNION
        SELECT a.id, m.number FROM membership.application a
          JOIN membership.member m ON m.org_id = $1 AND lower(m.name) = lower(a.name)
           AND lower(m.first_name) = lower(a.first_name)
         WHERE a.org_id = $1)
      SELECT a.id::text AS id, a.name, a.first_name, a.email, a.telephone, a.street, a.post_code,
             a.town, a.bracket, a.message, a.received_at, (
               SELECT string_agg(l.number, ' ' ORDER BY length(l.number), l.number)
                 FROM alike l WHERE l.id = a.id) AS alike
        FROM membership.application a WHERE a.org_id = $1 ORDER BY a.received_at, a.id)",
                                             call.organisation()));
  std::vector<v1::Application> all;
  for (const auto& row : rows) {
    auto& out = all.emplace_back();
    out.set_id(row.id);
    *out.mutable_person() = person_of(row);
    out.set_bracket(row.bracket);
    out.set_message(row.message);
    sdk::set_timestamp(*out.mutable_at(), row.received_at);
    if (row.alike)
      for (auto& number : split(*row.alike, ' ')) out.add_alike(std::move(number));
  }
  return all;
}

Result<std::optional<v1::Person>> take_application(sdk::Call& call, const Uuid& id) {
  HALLE_TRY(row, call.find<Applicant>(R"(
      DELETE FROM membership.application WHERE org_id = $1 AND id = $2
      RETURNING name, first_name, email, telephone, street, post_code, town)",
                                      call.organisation(), id));
  std::optional<v1::Person> person;
  if (row) person = person_of(*row);
  return person;
}

Result<bool> drop_old_applications(sdk::Call& call) {
  HALLE_TRY(dropped,
            call.query<int>("DELETE FROM membership.application WHERE org_id = $1 AND received_at "
                            "< $2::timestamptz - interval '180 days' RETURNING 1",
                            call.organisation(), call.now()));
  return !dropped.empty();
}

}  // namespace halle::membership::store
