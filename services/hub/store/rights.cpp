#include "services/hub/store/rights.hpp"

#include "services/hub/store/sessions.hpp"

namespace halle::hub::store {

void lock_rights(sdk::Call& call) {
  call.queue("SELECT pg_advisory_xact_lock(hashtextextended('hub.rights ' || $1::text, 0))",
             call.organisation());
}

Result<std::optional<Uuid>> account_of(sdk::Call& call, const std::string& subject) {
  HALLE_TRY(rows, call.query(R"(
      SELECT account_id FROM hub.role_grant
       WHERE org_id = $1 AND role = 'member' AND subject = $2
      UNION ALL
      SELECT account_id FROM hub.departed
       WHERE org_id = $1 AND subject = $2 AND account_id IS NOT NULL)",
                             call.organisation(), subject));
  if (rows.empty()) return std::optional<Uuid>{};
  return std::optional(rows[0].uuid(0));
}

Status check_here(sdk::Call& call, const std::string& subject) {
  HALLE_TRY(rows, call.query("SELECT 1 FROM hub.departed WHERE org_id = $1 AND subject = $2",
                             call.organisation(), subject));
  if (rows.empty()) return Done{};
  Error error = bad_field("number", "hub.subject_left", subject);
  error.code = Code::failed_precondition;
  return error;
}

Status check_another_administrator(sdk::Call& call, const Uuid& account) {
  HALLE_TRY(others,
            call.query("SELECT 1 FROM hub.role_grant g JOIN hub.credential c USING (account_id) "
                       "WHERE g.org_id = $1 AND g.role = 'administrator' AND g.account_id <> $2 "
                       "LIMIT 1",
                       call.organisation(), account));
  if (others.empty()) return Error{Code::failed_precondition, "hub.last_administrator"};
  return Done{};
}

void end_links_to(sdk::Call& call, const Uuid& account) {
  call.queue("DELETE FROM hub.invitation WHERE invited_by_org = $1 AND account_id = $2",
             call.organisation(), account);
}

void follow_loss(sdk::Call& call, const Uuid& account) {
  end_links_to(call, account);
  call.queue("DELETE FROM hub.invitation WHERE invited_by_org = $1 AND invited_by = $2",
             call.organisation(), account);
  call.queue(
      "DELETE FROM hub.session WHERE account_id = $1 "
      "AND NOT EXISTS (SELECT 1 FROM hub.grants_at($1, $2))",
      account, call.now());
  call.queue(
      "DELETE FROM hub.without_operator WHERE org_id = $1 AND NOT EXISTS (SELECT 1 FROM "
      "hub.role_grant g JOIN hub.credential c USING (account_id) WHERE g.org_id = $1 AND g.role = "
      "'administrator')",
      call.organisation());
  drop_identities(call);
}

Status depart(sdk::Call& call, const std::string& subject) {
  lock_rights(call);
  HALLE_TRY(account, account_of(call, subject));
  call.queue(
      "INSERT INTO hub.departed (org_id, subject, account_id, since) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT DO NOTHING",
      call.organisation(), subject, account, call.now());
  call.queue("DELETE FROM hub.entrusted WHERE org_id = $1 AND subject = $2", call.organisation(),
             subject);
  if (!account) return Done{};
  call.queue("DELETE FROM hub.role_grant WHERE org_id = $1 AND account_id = $2",
             call.organisation(), *account);
  follow_loss(call, *account);
  return Done{};
}

}  // namespace halle::hub::store
