#include "core/base/time/clock.hpp"
#include "services/hub/rpc/modules/modules.hpp"
#include "services/hub/rpc/partnerships/partnerships.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/modules.hpp"
#include "services/hub/store/rights.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {

Result<v1::Partnership> Partnerships::let(sdk::Call& call, const v1::LetPartnerRequest& request) {
  HALLE_TRY(described, all_modules(call));
  HALLE_TRY(today, call.today());
  const std::string from = request.from().empty() ? today : request.from();
  if (!is_day(from)) return bad_field("from", "hub.bad_day", from);
  if (!request.until().empty() && !is_day(request.until()))
    return bad_field("until", "hub.bad_day", request.until());
  if (!request.until().empty() && request.until() < from)
    return bad_field("until", "hub.days_reversed", request.until());
  HALLE_TRY(partner, store::organisation_of_code(call, request.partner()));
  if (!partner) return not_found("partner", "hub.organisation_unknown", request.partner());
  if (*partner == call.organisation())
    return bad_field("partner", "hub.partner_is_host", request.partner());
  store::lock_rights(call);
  store::set_for_partners(call, for_partners(described));
  const auto until =
      request.until().empty() ? std::nullopt : std::optional<std::string>(request.until());
  HALLE_CHECK(store::let_in(call, *partner, from, until));
  store::drop_identities(call);
  HALLE_TRY(rows, store::partnerships(call, partner));
  return message_of(rows.at(0));
}

Result<v1::EndPartnershipReply> Partnerships::end(sdk::Call& call,
                                                  const v1::EndPartnershipRequest& request) {
  const Error unknown = not_found("partner", "hub.partner_unknown", request.partner());
  HALLE_TRY(partner, store::organisation_of_code(call, request.partner()));
  if (!partner) return unknown;
  store::lock_rights(call);
  HALLE_TRY(ended, store::end_partnership(call, *partner));
  if (!ended) return unknown;
  store::drop_identities(call);
  return v1::EndPartnershipReply{};
}

}  // namespace halle::hub
