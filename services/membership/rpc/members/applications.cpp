#include "services/membership/store/members/applications.hpp"

#include "core/base/text/text.hpp"
#include "services/membership/domain/person.hpp"
#include "services/membership/rpc/members/join.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/dues/grids.hpp"
#include "services/membership/store/settings.hpp"

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

/// Whether another may wait for an answer. Nobody else applies until the transaction ends.
Status is_room(sdk::Call& call, const std::optional<sdk::Value>& address) {
  HALLE_TRY(waiting, store::waiting(call, address));
  if (waiting.from_address >= most_from_one_address)
    return Error{Code::resource_exhausted, "membership.applications_many"};
  if (waiting.in_all >= most_unanswered)
    return Error{Code::resource_exhausted, "membership.applications_full"};
  return Done{};
}

/// Takes an application away that is not answered, for good; who sent it.
Result<v1::Person> take(sdk::Call& call, const std::string& id) {
  const auto known = Uuid::parse(id);
  if (!known) return unknown_application(id);
  HALLE_TRY(person, store::take_application(call, *known));
  if (!person) return unknown_application(id);
  return *std::move(person);
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
  HALLE_TRY(person, read_person(person_in(request.person())));
  if (person.email.empty() && person.telephone.empty())
    return bad_field("email", "membership.no_contact");
  const std::string message = trim(request.message());
  if (!is_plain_prose(message, longest_message))
    return bad_field("message", "membership.bad_message");
  HALLE_CHECK(are_open(call));
  // Counted one after the other.
  call.lock("membership.apply", call.organisation());
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(grids, store::grids(call, today));
  HALLE_CHECK(knows_bracket(grids, request.bracket()));
  store::Sent sent{std::move(person), request.bracket(), message, std::nullopt};
  if (!request.client().address().empty())
    sent.address =
        sdk::Value::bytes(sha256(call.organisation().text() + request.client().address()));
  // The last word of an applicant who has asked already, known by the e-mail and the address.
  if (!sent.person.email.empty()) {
    HALLE_TRY(corrected, store::correct_application(call, sent));
    if (corrected) return v1::ApplyReply{};
  }
  HALLE_CHECK(is_room(call, sent.address));
  const Uuid id = call.new_id();
  store::add_application(call, id, sent);
  v1::ApplicationReceived event;
  event.set_application(id.text());
  call.emit(event, event.application());
  return v1::ApplyReply{};
}

Result<v1::ListApplicationsReply> Applications::list(
    sdk::Call& call, const v1::ListApplicationsRequest& /*request*/) {
  HALLE_TRY(applications, store::applications(call));
  v1::ListApplicationsReply reply;
  for (auto& one : applications) *reply.add_applications() = std::move(one);
  return reply;
}

Result<v1::Member> Applications::accept(sdk::Call& call,
                                        const v1::AcceptApplicationRequest& request) {
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(person, take(call, request.id()));
  v1::AddMemberRequest add;
  *add.mutable_person() = std::move(person);
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
