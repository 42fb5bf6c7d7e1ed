#include "services/membership/store/members/applications.hpp"

#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "services/membership/store/members/person_columns.hpp"

namespace halle::membership::store {
namespace {
struct ApplicationColumns {
  std::string id;
  std::string bracket;
  std::string message;
  Instant received_at{};
  std::optional<std::string> alike;  // numbers, with spaces between
};
HALLE_ROW(ApplicationColumns, id, bracket, message, received_at, alike)

struct ApplicationRow : ApplicationColumns, Person {};
constexpr auto halle_row(const ApplicationRow*) {
  return row_with_person<ApplicationColumns>();
}
}  // namespace

Result<bool> correct_application(sdk::Call& call, const Sent& sent) {
  // The e-mail, by which the application is found, stays as it was written first.
  static const std::string update = with_person(R"(
      UPDATE membership.application SET bracket = $4, message = $5,
             ({person: *}) = ROW({person: CASE WHEN '*' = 'email' THEN email ELSE $6 END})
       WHERE org_id = $1 AND lower(email) = lower($2) AND address_hash IS NOT DISTINCT FROM $3
      RETURNING 1)");
  HALLE_TRY(corrected, call.query<int>(update, call.organisation(), sent.person.email, sent.address,
                                       sent.bracket, sent.message, values_of(sent.person)));
  return !corrected.empty();
}

void add_application(sdk::Call& call, const Uuid& id, const Sent& sent) {
  static const std::string insert = with_person(R"(
      INSERT INTO membership.application (org_id, id, bracket, message, received_at, address_hash,
                                          {person: *})
      VALUES ($1, $2, $3, $4, $5, $6, {person: $7}))");
  call.queue(insert, call.organisation(), id, sent.bracket, sent.message, call.now(), sent.address,
             values_of(sent.person));
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
  static const std::string select = with_person(R"(
      WITH alike AS MATERIALIZED (
        SELECT a.id, m.number FROM membership.application a
          JOIN membership.member m ON m.org_id = $1 AND lower(m.email) = lower(a.email)
         WHERE a.org_id = $1 AND a.email <> ''
        UNION
        SELECT a.id, m.number FROM membership.application a
          JOIN membership.member m ON m.org_id = $1 AND lower(m.name) = lower(a.name)
           AND lower(m.first_name) = lower(a.first_name)
         WHERE a.org_id = $1)
      SELECT a.id::text AS id, a.bracket, a.message, a.received_at, (
               SELECT string_agg(l.number, ' ' ORDER BY length(l.number), l.number)
                 FROM alike l WHERE l.id = a.id) AS alike, {person: a.*}
        FROM membership.application a WHERE a.org_id = $1 ORDER BY a.received_at, a.id)");
  HALLE_TRY(rows, call.query<ApplicationRow>(select, call.organisation()));
  std::vector<v1::Application> all;
  for (const auto& row : rows) {
    auto& out = all.emplace_back();
    out.set_id(row.id);
    put_person(row, *out.mutable_person());
    out.set_bracket(row.bracket);
    out.set_message(row.message);
    sdk::set_timestamp(*out.mutable_at(), row.received_at);
    if (row.alike)
      for (auto& number : split(*row.alike, ' ')) out.add_alike(std::move(number));
  }
  return all;
}

Result<std::optional<v1::Person>> take_application(sdk::Call& call, const Uuid& id) {
  static const std::string take = with_person(
      "DELETE FROM membership.application WHERE org_id = $1 AND id = $2 RETURNING {person: *}");
  HALLE_TRY(row, call.find<Person>(take, call.organisation(), id));
  std::optional<v1::Person> person;
  if (row) put_person(*std::move(row), person.emplace());
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
