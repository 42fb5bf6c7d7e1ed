#include "core/base/text.hpp"
#include "core/sdk/time.hpp"
#include "services/membership/domain/person.hpp"
#include "services/membership/rpc/join.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues.hpp"
#include "services/membership/store/standing.hpp"

namespace halle::membership {
namespace {
constexpr std::int64_t most_unanswered = 1000;  // whoever sends them: the last resort
constexpr std::int64_t most_from_one_address = 10;
constexpr std::size_t longest_message = 500;

Status are_open(sdk::Call& call) {
  if (call.organisation().is_nil()) return Error{Code::not_found, "halle.organisation_unknown"};
  HALLE_TRY(settings, store::settings(call));
  if (settings.applications()) return Done{};
  return Error{Code::failed_precondition, "membership.applications_closed"};
}

Error unknown_application(const std::string& id) {
  return {Code::not_found, "membership.application_unknown", id};
}

Status knows_bracket(const v1::GridReply& grids, const std::string& bracket) {
  if (!grids.has_current() && bracket.empty()) return Done{};
  for (const auto& one : grids.current().brackets())
    if (one.name() == bracket) return Done{};
  return bad_field("bracket", "membership.bracket_unknown", bracket);
}

/// Puts the last word of an applicant who has asked already, known by the e-mail and the address it
/// came from, in place of the one before. Says whether there was one.
Result<bool> correct(sdk::Call& call, const MemberRow& person, const std::string& bracket,
                     const std::string& message, const std::optional<sdk::Value>& address) {
  if (person.email.empty()) return false;
  HALLE_TRY(rows, call.query(R"(
      UPDATE membership.application SET name = $3, first_name = $4, telephone = $5, street = $6,
             post_code = $7, town = $8, bracket = $9, message = $10
       WHERE org_id = $1 AND lower(email) = lower($2) AND address_hash IS NOT DISTINCT FROM $11
      RETURNING 1)",
                             call.organisation(), person.email, person.name, person.first_name,
                             person.telephone, person.street, person.post_code, person.town,
                             bracket, message, address));
  return !rows.empty();
}

/// Whether another may wait for an answer. Nobody else applies until the end.
Status is_room(sdk::Call& call, const std::optional<sdk::Value>& address) {
  HALLE_TRY(waiting, call.query("SELECT count(*), count(*) FILTER (WHERE address_hash = $2) FROM "
                                "membership.application WHERE org_id = $1",
                                call.organisation(), address));
  if (waiting[0].number(1) >= most_from_one_address)
    return Error{Code::resource_exhausted, "membership.applications_many"};
  if (waiting[0].number(0) >= most_unanswered)
    return Error{Code::resource_exhausted, "membership.applications_full"};
  return Done{};
}

/// One that is not answered, taken away for good.
Result<v1::Application> take(sdk::Call& call, const std::string& id) {
  if (!Uuid::parse(id)) return unknown_application(id);
  HALLE_TRY(rows, call.query(R"(
      DELETE FROM membership.application WHERE org_id = $1 AND id = $2
      RETURNING name, first_name, email, telephone, street, post_code, town)",
                             call.organisation(), id));
  if (rows.empty()) return unknown_application(id);
  v1::Application out;
  auto& person = *out.mutable_person();
  person.set_name(rows[0].text(0));
  person.set_first_name(rows[0].text(1));
  person.set_email(rows[0].text(2));
  person.set_telephone(rows[0].text(3));
  person.set_street(rows[0].text(4));
  person.set_post_code(rows[0].text(5));
  person.set_town(rows[0].text(6));
  return out;
}
}  // namespace

Result<v1::ApplicationForm> Applications::get_form(sdk::Call& call,
                                                   const v1::GetFormRequest& /*request*/) {
  HALLE_CHECK(are_open(call));
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(grids, store::grids(call, today));
  v1::ApplicationForm form;
  form.set_organisation_name(call.organisation_name());
  if (grids.has_current()) *form.mutable_grid() = grids.current();
  return form;
}

Result<v1::ApplyReply> Applications::apply(sdk::Call& call, const v1::ApplyRequest& request) {
  HALLE_TRY(person, read_person(typed(request.person())));
  if (person.email.empty() && person.telephone.empty())
    return bad_field("email", "membership.no_contact");
  const std::string message = trim(request.message());
  if (!is_plain_prose(message, longest_message))
    return bad_field("message", "membership.bad_message");
  HALLE_CHECK(are_open(call));
  // Counted one after the other.
  call.queue("SELECT pg_advisory_xact_lock(hashtextextended('membership.apply ' || $1::text, 0))",
             call.organisation());
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(grids, store::grids(call, today));
  HALLE_CHECK(knows_bracket(grids, request.bracket()));
  std::optional<sdk::Value> address;
  if (!request.client().address().empty())
    address = sdk::Value::bytes(sha256(call.organisation().text() + request.client().address()));
  HALLE_TRY(corrected, correct(call, person, request.bracket(), message, address));
  if (corrected) return v1::ApplyReply{};
  HALLE_CHECK(is_room(call, address));
  const std::string id = make_uuid_v7(call.now().time_since_epoch().count() / 1000).text();
  call.queue(R"(
      INSERT INTO membership.application (org_id, id, name, first_name, email, telephone, street,
                                          post_code, town, bracket, message, received_at,
                                          address_hash)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))",
             call.organisation(), id, person.name, person.first_name, person.email,
             person.telephone, person.street, person.post_code, person.town, request.bracket(),
             message, call.now(), address);
  v1::ApplicationReceived event;
  event.set_application(id);
  call.emit(event, id);
  return v1::ApplyReply{};
}

Result<v1::ListApplicationsReply> Applications::list(
    sdk::Call& call, const v1::ListApplicationsRequest& /*request*/) {
  HALLE_TRY(rows, call.query(R"(
      WITH alike AS MATERIALIZED (
        SELECT a.id, m.number FROM membership.application a
          JOIN membership.member m ON m.org_id = $1 AND lower(m.email) = lower(a.email)
         WHERE a.org_id = $1 AND a.email <> ''
        UNION
        SELECT a.id, m.number FROM membership.application a
          JOIN membership.member m ON m.org_id = $1 AND lower(m.name) = lower(a.name)
           AND lower(m.first_name) = lower(a.first_name)
         WHERE a.org_id = $1)
      SELECT a.id, a.name, a.first_name, a.email, a.telephone, a.street, a.post_code, a.town, a.bracket,
             a.message, a.received_at, (
               SELECT string_agg(l.number, ' ' ORDER BY length(l.number), l.number)
                 FROM alike l WHERE l.id = a.id)
        FROM membership.application a WHERE a.org_id = $1 ORDER BY a.received_at, a.id)",
                             call.organisation()));
  v1::ListApplicationsReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto& out = *reply.add_applications();
    out.set_id(row.text(0));
    auto& person = *out.mutable_person();
    person.set_name(row.text(1));
    person.set_first_name(row.text(2));
    person.set_email(row.text(3));
    person.set_telephone(row.text(4));
    person.set_street(row.text(5));
    person.set_post_code(row.text(6));
    person.set_town(row.text(7));
    out.set_bracket(row.text(8));
    out.set_message(row.text(9));
    sdk::set_timestamp(*out.mutable_at(), row.instant(10));
    if (!row.is_null(11))
      for (auto& number : split(row.text(11), ' ')) out.add_alike(std::move(number));
  }
  return reply;
}

Result<v1::Member> Applications::accept(sdk::Call& call,
                                        const v1::AcceptApplicationRequest& request) {
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(application, take(call, request.id()));
  v1::AddMemberRequest add;
  *add.mutable_person() = std::move(*application.mutable_person());
  add.set_bracket(request.bracket());
  return add_member(call, add, today);
}

Result<v1::DeclineApplicationReply> Applications::decline(
    sdk::Call& call, const v1::DeclineApplicationRequest& request) {
  const auto taken = take(call, request.id());
  if (!taken && taken.error().code != Code::not_found) return taken.error();
  return v1::DeclineApplicationReply{};
}

}  // namespace halle::membership
