#include "plugins/premises/rpc/caller.hpp"

#include "core/sdk/time.hpp"
#include "halle/hub/v1/partnerships.halle.hpp"

namespace halle::premises {
namespace {
Association association_of(const hub::v1::Organisation& message) {
  return {Uuid::parse(message.id()).value_or(Uuid{}), message.code(), message.name(), {}};
}

Association host_of(const sdk::Call& call) {
  return {call.organisation(), call.organisation_code(), call.organisation_name(), {}};
}

/// Adds what a reply of hub says: all partners, and those for which a person acts.
template <class Reply>
void add_partners(const Reply& reply, Caller& caller) {
  for (const auto& one : reply.partnerships()) {
    auto partner = association_of(one.partner());
    if (one.has_until_at()) partner.until = sdk::instant_of(one.until_at());
    partner.from = one.from();
    if (one.current()) caller.current.push_back(partner.id);
    caller.partners.push_back(std::move(partner));
  }
  for (const auto& one : reply.partners()) {
    auto partner = association_of(one.partner());
    if (one.has_until()) partner.until = sdk::instant_of(one.until());
    caller.acts_for.push_back(std::move(partner));
  }
}
}  // namespace

Result<Caller> caller_of(sdk::Call& call) {
  Caller caller;
  caller.host = host_of(call);
  caller.manages = call.allowed("premises.zone.manage");
  caller.books_for_host = call.allowed("premises.booking.write_host");
  caller.sees_host = call.allowed("premises.week.read_host");
  HALLE_TRY(partners, hub::v1::PartnershipsClient(call).list_acting({}));
  add_partners(partners, caller);
  return caller;
}

Result<Caller> module_caller(sdk::Call& call) {
  Caller module;
  module.host = host_of(call);
  module.manages = call.allowed("premises.zone.manage");
  module.books_for_host = call.allowed("premises.booking.write_host");
  HALLE_TRY(partners, hub::v1::PartnershipsClient(call).list_acting({}));
  add_partners(partners, module);
  module.acts_for.clear();  // it acts for the host alone
  return module;
}

Result<Caller> rights_of(sdk::Call& call, const std::optional<Uuid>& account) {
  Caller maker;
  maker.host = host_of(call);
  hub::v1::GetRightsRequest request;
  if (account) request.set_account(account->text());
  request.set_permission("premises.week.read_host");
  HALLE_TRY(rights, hub::v1::PartnershipsClient(call).get_rights(request));
  maker.sees_host = rights.holds();
  add_partners(rights, maker);
  return maker;
}

std::optional<Uuid> account_of(const sdk::Call& call) {
  constexpr std::string_view prefix = "account:";
  const std::string principal(call.principal());
  if (!principal.starts_with(prefix)) return std::nullopt;
  return Uuid::parse(principal.substr(prefix.size()));
}

std::vector<Uuid> ids_of(const std::vector<Association>& associations) {
  std::vector<Uuid> ids;
  for (const auto& one : associations) ids.push_back(one.id);
  return ids;
}

v1::Association message_of(const Association& association) {
  v1::Association out;
  out.set_code(association.code);
  out.set_name(association.name);
  return out;
}

}  // namespace halle::premises
