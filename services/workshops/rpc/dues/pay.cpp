#include "services/workshops/rpc/registrations/held_session.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/registrations/dues.hpp"

namespace halle::workshops {
namespace {
Error unknown(const std::string& id) {
  return not_found("registration", "workshops.not_registered", id);
}

/// What changes hands on the spot. Within lock_session(); empty if it may not.
using Insert = Result<std::optional<Uuid>> (*)(sdk::Call&, const Uuid&, std::int64_t,
                                               membership::v1::Means);

/// The registration as it is now, with what was paid of it.
Result<v1::Registration> reply(sdk::Call& call, const Uuid& id) {
  HALLE_TRY(row, store::registration(call, id));
  if (!row) return unknown(id.text());
  HALLE_TRY(paid, store::paid(call, row->session_id));
  auto out = message_of(*row);
  for (const auto& one : paid)
    if (one.registration_id == id) out.set_paid_cents(one.cents);
  return out;
}

/// Records what a request says was paid or paid back; `refused` if `insert` writes nothing.
template <class Request>
Result<v1::Registration> record(sdk::Call& call, const Request& request, Insert insert,
                                const char* refused) {
  const auto id = Uuid::parse(request.registration());
  if (!id) return unknown(request.registration());
  if (request.cents() < 1 || !membership::v1::Means_IsValid(request.means()) ||
      request.means() == membership::v1::MEANS_UNSPECIFIED)
    return bad_field("means", "workshops.bad_payment");
  HALLE_TRY(found, store::registration(call, *id));
  if (!found) return unknown(request.registration());
  if (found->member_number && *found->member_number == call.subject())
    return Error{Code::failed_precondition, "workshops.not_for_oneself"};
  HALLE_CHECK(hold(call, found->session_id));
  HALLE_TRY(payment, insert(call, *id, request.cents(), request.means()));
  if (!payment) return Error{Code::failed_precondition, refused};
  v1::DueChanged event;
  event.set_due(payment->text());
  call.emit(event, id->text());
  return reply(call, *id);
}
}  // namespace

Result<v1::Registration> Registrations::pay(sdk::Call& call, const v1::PayRequest& request) {
  return record(call, request, &store::insert_payment, "workshops.not_owed");
}

Result<v1::Registration> Registrations::pay_back(sdk::Call& call,
                                                 const v1::PayBackRequest& request) {
  return record(call, request, &store::insert_refund, "workshops.nothing_to_pay_back");
}

}  // namespace halle::workshops
