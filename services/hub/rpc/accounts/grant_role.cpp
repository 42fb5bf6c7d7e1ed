#include "services/hub/rpc/services.hpp"
#include "services/hub/store/accounts.hpp"
#include "services/hub/store/rights.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
Status check_role(const std::string& role) {
  for (const auto* known : {"member", "volunteer", "coordinator", "treasurer", "administrator"})
    if (role == known) return Done{};
  return bad_field("role", "hub.bad_role", role);
}
}  // namespace

Result<v1::GrantRoleReply> Accounts::grant_role(sdk::Call& call,
                                                const v1::GrantRoleRequest& request) {
  const auto account = Uuid::parse(request.account());
  if (!account) return bad_field("account", "hub.account_unknown", request.account());
  HALLE_CHECK(check_role(request.role()));
  if ((request.role() == "member") == request.subject().empty())
    return bad_field("subject", "hub.bad_subject", request.subject());
  if (store::caller_account(call) == account)
    return Error{Code::failed_precondition, "hub.not_for_oneself"};
  store::lock_rights(call);
  HALLE_CHECK(store::check_here(call, request.subject()));
  HALLE_TRY(taken, store::is_number_taken(call, request.subject(), *account));
  if (taken) return bad_field("subject", "hub.number_taken", request.subject());
  HALLE_TRY(twin, store::is_email_taken(call, *account));
  if (twin) return bad_field("account", "hub.email_taken");
  HALLE_TRY(granted, store::grant(call, *account, request.role(), request.subject()));
  if (!granted) return Error{Code::not_found, "hub.account_unknown"};
  store::end_links_to(call, *account);
  store::drop_identities(call);
  return v1::GrantRoleReply{};
}

Result<v1::CheckLeavingReply> Accounts::check_leaving(sdk::Call& call,
                                                      const v1::CheckLeavingRequest& request) {
  HALLE_TRY(account, store::administrator_account(call, request.number()));
  if (account) HALLE_CHECK(store::check_another_administrator(call, *account));
  return v1::CheckLeavingReply{};
}

Result<v1::RevokeRoleReply> Accounts::revoke_role(sdk::Call& call,
                                                  const v1::RevokeRoleRequest& request) {
  const auto account = Uuid::parse(request.account());
  if (!account) return bad_field("account", "hub.account_unknown", request.account());
  store::lock_rights(call);
  HALLE_TRY(revoked, store::revoke(call, *account, request.role()));
  if (!revoked) return v1::RevokeRoleReply{};
  // The operator of the installation, where that one may act, can name another.
  if (request.role() == "administrator" && store::caller_account(call))
    HALLE_CHECK(store::check_another_administrator(call, *account));
  store::follow_loss(call, *account);
  return v1::RevokeRoleReply{};
}

}  // namespace halle::hub
