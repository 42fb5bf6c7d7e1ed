#include "services/hub/rpc/services.hpp"
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
  HALLE_TRY(others, call.query("SELECT 1 FROM hub.role_grant WHERE org_id = $1 AND role = 'member' "
                               "AND subject = $2 AND account_id <> $3",
                               call.organisation(), request.subject(), *account));
  if (!others.empty()) return bad_field("subject", "hub.number_taken", request.subject());
  HALLE_TRY(twins, call.query(R"(
      SELECT 1 FROM hub.account a
       WHERE a.id = $2 AND hub.has_email($1, a.email, a.id)
         AND NOT EXISTS (SELECT 1 FROM hub.role_grant g WHERE g.org_id = $1 AND g.account_id = $2))",
                              call.organisation(), *account));
  if (!twins.empty()) return bad_field("account", "hub.email_taken");
  HALLE_TRY(rows, call.query(R"(
      INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at)
      SELECT $1, id, $3, $4, $5 FROM hub.account WHERE id = $2
      ON CONFLICT (org_id, account_id, role) DO UPDATE SET subject = excluded.subject
      RETURNING 1)",
                             call.organisation(), *account, request.role(), request.subject(),
                             call.now()));
  if (rows.empty()) return Error{Code::not_found, "hub.account_unknown"};
  store::end_links_to(call, *account);
  store::drop_identities(call);
  return v1::GrantRoleReply{};
}

Result<v1::CheckLeavingReply> Accounts::check_leaving(sdk::Call& call,
                                                      const v1::CheckLeavingRequest& request) {
  HALLE_TRY(rows, call.query(R"(
      SELECT g.account_id FROM hub.role_grant g
        JOIN hub.role_grant a
          ON a.org_id = $1 AND a.account_id = g.account_id AND a.role = 'administrator'
       WHERE g.org_id = $1 AND g.role = 'member' AND g.subject = $2)",
                             call.organisation(), request.number()));
  if (!rows.empty()) HALLE_CHECK(store::check_another_administrator(call, rows[0].uuid(0)));
  return v1::CheckLeavingReply{};
}

Result<v1::RevokeRoleReply> Accounts::revoke_role(sdk::Call& call,
                                                  const v1::RevokeRoleRequest& request) {
  const auto account = Uuid::parse(request.account());
  if (!account) return bad_field("account", "hub.account_unknown", request.account());
  store::lock_rights(call);
  HALLE_TRY(taken,
            call.query("DELETE FROM hub.role_grant WHERE org_id = $1 AND account_id = $2 AND "
                       "role = $3 RETURNING 1",
                       call.organisation(), *account, request.role()));
  if (taken.empty()) return v1::RevokeRoleReply{};
  // The operator of the installation, where that one may act, can name another.
  if (request.role() == "administrator" && store::caller_account(call))
    HALLE_CHECK(store::check_another_administrator(call, *account));
  store::follow_loss(call, *account);
  return v1::RevokeRoleReply{};
}

}  // namespace halle::hub
