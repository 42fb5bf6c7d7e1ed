#include <algorithm>

#include "core/base/text/text.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "services/hub/rpc/modules/modules.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/modules.hpp"
#include "services/hub/store/organisations.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
bool is_code(const std::string& code) {
  return code.size() >= 2 && code.size() <= 40 && std::all_of(code.begin(), code.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

/// The modules that can deliver letters now; none if that cannot be found out.
std::vector<std::string> carriers_of(sdk::Call& call) {
  const auto carriers = kernel::v1::NoticesClient(call).list_carriers({});
  if (!carriers) return {};
  return {carriers.value().modules().begin(), carriers.value().modules().end()};
}
}  // namespace

Result<v1::Organisation> Organisations::create(sdk::Call& call,
                                               const v1::CreateOrganisationRequest& request) {
  const std::string name = trim(request.name());
  const std::string zone = request.time_zone().empty() ? "Europe/Paris" : request.time_zone();
  if (!is_code(request.code())) return bad_field("code", "hub.bad_code", request.code());
  if (name.empty() || length(name) > 100) return bad_field("name", "hub.bad_name", name);
  HALLE_TRY(described, all_modules(call));
  const auto modules = needs_of(described);
  for (const auto& module : request.modules())
    if (const auto known = check_known(modules, module); !known)
      return bad_field("modules", "hub.module_unknown", module);
  v1::Organisation organisation;
  organisation.set_id(call.new_id().text());
  organisation.set_code(request.code());
  organisation.set_name(name);
  organisation.set_time_zone(zone);
  HALLE_TRY(added, store::add_organisation(call, organisation));
  if (added.zones == 0) return bad_field("time_zone", "hub.bad_time_zone", zone);
  if (added.made == 0) {
    Error error = bad_field("code", "hub.code_taken", request.code());
    error.code = Code::already_exists;
    return error;
  }
  store::begin_with(call, organisation.id(),
                    with_needs(modules, {request.modules().begin(), request.modules().end()}));
  store::drop_identities(call);
  return organisation;
}

Result<v1::ListOrganisationsReply> Organisations::list(
    sdk::Call& call, const v1::ListOrganisationsRequest& /*request*/) {
  HALLE_TRY(organisations, store::organisations(call));
  v1::ListOrganisationsReply reply;
  for (const auto& one : organisations) {
    auto* out = reply.add_organisations();
    out->set_id(one.id.text());
    out->set_code(one.code);
    out->set_name(one.name);
    out->set_time_zone(one.time_zone);
    out->set_operator_acts(one.operator_acts);
  }
  return reply;
}

Result<v1::ListNamesReply> Organisations::list_names(sdk::Call& call,
                                                     const v1::ListNamesRequest& /*request*/) {
  HALLE_TRY(names, store::organisation_names(call, carriers_of(call)));
  v1::ListNamesReply reply;
  for (const auto& one : names) {
    auto* out = reply.add_organisations();
    out->set_code(one.code);
    out->set_name(one.name);
    out->set_id(one.id.text());
    if (one.shows_page) out->set_page("/a/" + one.code);
    out->set_letters(one.sends_letters);
  }
  return reply;
}

}  // namespace halle::hub
