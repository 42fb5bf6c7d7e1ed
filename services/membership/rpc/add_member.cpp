#include "core/base/text.hpp"
#include "services/membership/domain/import.hpp"
#include "services/membership/domain/person.hpp"
#include "services/membership/rpc/begin.hpp"
#include "services/membership/rpc/join.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/household.hpp"
#include "services/membership/store/member_rows.hpp"
#include "services/membership/store/standing.hpp"

namespace halle::membership {
MemberRow typed(const v1::Person& person) {
  MemberRow row;
  row.name = person.name();
  row.first_name = person.first_name();
  row.email = person.email();
  row.telephone = person.telephone();
  row.street = person.street();
  row.post_code = person.post_code();
  row.town = person.town();
  return row;
}

namespace {
/// The one asked for, else one after the highest. Nobody else adds members until the end.
Result<std::string> number_for(sdk::Call& call, const std::string& asked) {
  store::lock_register(call);
  if (!asked.empty()) return asked;
  HALLE_TRY(rows, call.query("SELECT 1 + coalesce(max(number::bigint), 0) FROM membership.member "
                             "WHERE org_id = $1 AND number ~ '^[0-9]{1,9}$'",
                             call.organisation()));
  return rows[0].text(0);
}

Result<v1::Member> member_of(sdk::Call& call, const std::string& number) {
  HALLE_TRY(members, store::members(call, number));
  if (members.empty()) return store::unknown_member(number);
  return std::move(members.front());
}
}  // namespace

Result<v1::Member> add_member(sdk::Call& call, const v1::AddMemberRequest& request, Day today) {
  auto row = typed(request.person());
  row.number = trim(request.number());
  HALLE_TRY(person, read_person(row));
  if (!request.main().empty() && !request.bracket().empty())
    return bad_field("bracket", "membership.household_pays", request.bracket());
  HALLE_TRY(number, number_for(call, row.number.empty() ? row.number : person.number));
  const std::string id = make_uuid_v7(call.now().time_since_epoch().count() / 1000).text();
  HALLE_TRY(added, call.query(R"(
      WITH added AS (
        INSERT INTO membership.member (org_id, id, number, name, first_name, email, telephone, street,
                                       post_code, town, joined_on, standing)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)
        ON CONFLICT (org_id, number) DO NOTHING RETURNING id)
      INSERT INTO membership.standing (org_id, member_id, seq, standing, since, cause, principal)
      SELECT $1, id, 1, 1, $12, 'membership.cause_joined', $13 FROM added RETURNING 1)",
                              call.organisation(), id, number, person.name, person.first_name,
                              person.email, person.telephone, person.street, person.post_code,
                              person.town, day_text(today), call.now(), call.principal()));
  if (added.empty()) {
    Error error = bad_field("number", "membership.number_taken", number);
    error.code = Code::already_exists;
    return error;
  }
  v1::MemberJoined event;
  event.set_member(id);
  event.set_number(number);
  call.emit(event, id);
  if (!request.bracket().empty())
    HALLE_CHECK(begin_period(call, number, request.bracket(), request.means(), today));
  if (!request.main().empty()) HALLE_CHECK(join_household(call, number, request.main(), today));
  return member_of(call, number);
}

Result<v1::Member> Members::add(sdk::Call& call, const v1::AddMemberRequest& request) {
  HALLE_TRY(today, store::today(call));
  return add_member(call, request, today);
}

Result<v1::Member> Members::edit(sdk::Call& call, const v1::EditMemberRequest& request) {
  const bool manages = call.allowed("membership.member.manage");
  if (!manages && !is_own(call, request.number())) return store::unknown_member(request.number());
  store::lock_members(call, {request.number()});
  HALLE_TRY(known, member_of(call, request.number()));
  if (known.erased()) return Error{Code::failed_precondition, "membership.erased"};
  auto row = typed(request.person());
  row.number = request.number();
  if (!manages) {
    row.name = known.name();
    row.first_name = known.first_name();
  }
  HALLE_TRY(person, read_person(row));
  HALLE_CHECK(call.query(
      "UPDATE membership.member SET name = $3, first_name = $4, email = $5, telephone = $6, "
      "street = $7, post_code = $8, town = $9 WHERE org_id = $1 AND number = $2",
      call.organisation(), request.number(), person.name, person.first_name, person.email,
      person.telephone, person.street, person.post_code, person.town));
  return member_of(call, request.number());
}

Result<v1::Member> Members::leave(sdk::Call& call, const v1::LeaveRequest& request) {
  if (!call.allowed("membership.member.manage") && !is_own(call, request.number()))
    return store::unknown_member(request.number());
  if (!is_utf8(request.cause()) || length(request.cause()) > 200)
    return bad_field("cause", "membership.bad_cause");
  HALLE_CHECK(store::check_leaving(call, request.number()));
  HALLE_TRY(today, store::today(call));
  store::lock_household(call, request.number());
  HALLE_CHECK(
      store::set_standing(call, request.number(), v1::STANDING_LEFT, trim(request.cause())));
  HALLE_CHECK(store::end_household(call, request.number(), today));
  return member_of(call, request.number());
}

}  // namespace halle::membership
