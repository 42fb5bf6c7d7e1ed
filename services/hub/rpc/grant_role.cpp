#include "services/hub/rpc/services.hpp"
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
  HALLE_TRY(others, call.query("SELECT 1 FROM hub.role_grant WHERE org_id = $1 AND role = 'member' "
                               "AND subject = $2 AND account_id <> $3",
                               call.organisation(), request.subject(), *account));
  if (!others.empty()) return bad_field("subject", "hub.number_taken", request.subject());
  HALLE_TRY(rows, call.query(R"(
      INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at)
      SELECT $1, id, $3, $4, $5 FROM hub.account WHERE id = $2
      ON CONFLICT (org_id, account_id, role) DO UPDATE SET subject = excluded.subject
      RETURNING 1)",
                             call.organisation(), *account, request.role(), request.subject(),
                             call.now()));
  if (rows.empty()) return Error{Code::not_found, "hub.account_unknown"};
  store::drop_identities(call);
  return v1::GrantRoleReply{};
}

Result<v1::RevokeRoleReply> Accounts::revoke_role(sdk::Call& call,
                                                  const v1::RevokeRoleRequest& request) {
  const auto account = Uuid::parse(request.account());
  if (!account) return bad_field("account", "hub.account_unknown", request.account());
  // Where the operator may not act, nobody could make another administrator.
  if (request.role() == "administrator") {
    call.queue(
        "SELECT pg_advisory_xact_lock(hashtextextended('hub.administrators ' || $1::text, 0))",
        call.organisation());
    HALLE_TRY(left, call.query(R"(
        SELECT hub.operator_acts($1) OR EXISTS (
          SELECT 1 FROM hub.role_grant g JOIN hub.credential c USING (account_id)
           WHERE g.org_id = $1 AND g.role = 'administrator' AND g.account_id <> $2))",
                               call.organisation(), *account));
    if (!left[0].truth(0)) return Error{Code::failed_precondition, "hub.last_administrator"};
  }
  HALLE_CHECK(
      call.query("DELETE FROM hub.role_grant WHERE org_id = $1 AND account_id = $2 AND role = $3",
                 call.organisation(), *account, request.role()));
  store::drop_identities(call);
  return v1::RevokeRoleReply{};
}

}  // namespace halle::hub
