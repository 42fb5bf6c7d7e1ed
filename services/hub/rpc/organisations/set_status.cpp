#include "core/base/text/text.hpp"
#include "core/base/time/clock.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/organisations.hpp"
#include "services/hub/store/rights.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
constexpr std::size_t longest_form = 100;

Result<v1::OrganisationStatus> status(sdk::Call& call) {
  HALLE_TRY(statuses, store::statuses(call));
  v1::OrganisationStatus reply;
  for (const auto& one : statuses) {
    reply.set_operator_acts(one.operator_acts);
    if (!one.from_day) continue;
    auto* out = reply.add_legal();
    out->set_from(*one.from_day);
    out->set_legal_form(*one.legal_form);
    out->set_vat(*one.vat);
  }
  return reply;
}
}  // namespace

Result<v1::OrganisationStatus> Organisations::get_status(
    sdk::Call& call, const v1::GetOrganisationStatusRequest& /*request*/) {
  return status(call);
}

Result<v1::OrganisationStatus> Organisations::set_legal_status(
    sdk::Call& call, const v1::SetLegalStatusRequest& request) {
  v1::LegalStatus given = request.status();
  const std::string form = trim(given.legal_form());
  if (!is_day(given.from())) return bad_field("from", "hub.bad_day", given.from());
  if (form.empty() || !is_plain_prose(form, longest_form) || form.find('\n') != std::string::npos)
    return bad_field("legal_form", "hub.bad_legal_form", form);
  if (given.vat() < v1::VAT_REGIME_NOT_LIABLE || given.vat() > v1::VAT_REGIME_LIABLE)
    return bad_field("vat", "hub.bad_vat");
  given.set_legal_form(form);
  HALLE_CHECK(store::set_status(call, given));
  return status(call);
}

Result<v1::OrganisationStatus> Organisations::remove_legal_status(
    sdk::Call& call, const v1::RemoveLegalStatusRequest& request) {
  if (!is_day(request.from())) return bad_field("from", "hub.bad_day", request.from());
  HALLE_CHECK(store::remove_status(call, request.from()));
  return status(call);
}

Result<v1::OrganisationStatus> Organisations::let_operator(sdk::Call& call,
                                                           const v1::LetOperatorRequest& request) {
  if (request.acts()) {
    store::let_operator(call);
  } else {
    store::lock_rights(call);
    HALLE_TRY(administered, store::is_administered(call));
    if (!administered) return Error{Code::failed_precondition, "hub.no_administrator"};
    store::stop_operator(call);
  }
  store::drop_identities(call);
  return status(call);
}

}  // namespace halle::hub
