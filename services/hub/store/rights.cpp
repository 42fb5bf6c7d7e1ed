#include "services/hub/store/rights.hpp"

#include "core/sdk/time.hpp"
#include "services/hub/store/accounts.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub::store {

Result<std::vector<Grant>> grants_of(sdk::Call& call, const std::string& token_hash) {
  return call.query<Grant>("SELECT account_id, org_id, role, subject FROM hub.grants_of($1, $2)",
                           sdk::Value::bytes(token_hash), call.now());
}

Result<std::vector<Belonging>> belongings_of(sdk::Call& call, const Uuid& account) {
  return call.query<Belonging>(R"(
      SELECT a.email, o.id, o.code, o.name, o.time_zone, g.role, g.subject
        FROM hub.account a
        LEFT JOIN hub.grants_at(a.id, $2) g ON true
        LEFT JOIN hub.organisation o ON o.id = g.org_id
       WHERE a.id = $1
       ORDER BY bool_and(g.role = 'partner') OVER (PARTITION BY o.id),
                o.name COLLATE "fr-x-icu", o.id, g.role)",
                               account, call.now());
}

void lock_rights(sdk::Call& call) {
  call.lock("hub.rights", call.organisation());
}

Result<std::optional<Uuid>> account_of(sdk::Call& call, const std::string& subject) {
  HALLE_TRY(accounts, call.query<Uuid>(R"(
      SELECT account_id FROM hub.role_grant
       WHERE org_id = $1 AND role = 'member' AND subject = $2
      UNION ALL
      SELECT account_id FROM hub.departed
       WHERE org_id = $1 AND subject = $2 AND account_id IS NOT NULL)",
                                       call.organisation(), subject));
  if (accounts.empty()) return std::optional<Uuid>{};
  return std::optional(accounts[0]);
}

Result<std::optional<Uuid>> member_account(sdk::Call& call, const std::string& subject) {
  return call.find<Uuid>(
      "SELECT account_id FROM hub.role_grant "
      "WHERE org_id = $1 AND role = 'member' AND subject = $2",
      call.organisation(), subject);
}

Result<std::optional<Uuid>> administrator_account(sdk::Call& call, const std::string& subject) {
  return call.find<Uuid>(R"(
      SELECT g.account_id FROM hub.role_grant g
        JOIN hub.role_grant a
          ON a.org_id = $1 AND a.account_id = g.account_id AND a.role = 'administrator'
       WHERE g.org_id = $1 AND g.role = 'member' AND g.subject = $2)",
                         call.organisation(), subject);
}

Result<bool> is_plain_member(sdk::Call& call, const Uuid& account) {
  return call.get<bool>("SELECT hub.roles_at($1, $2, $3) <@ '{member}'", account,
                        call.organisation(), call.now());
}

Result<bool> is_number_taken(sdk::Call& call, const std::string& subject, const Uuid& account) {
  HALLE_TRY(other, call.find<int>("SELECT 1 FROM hub.role_grant WHERE org_id = $1 AND "
                                  "role = 'member' AND subject = $2 AND account_id <> $3",
                                  call.organisation(), subject, account));
  return other.has_value();
}

Result<bool> is_email_taken(sdk::Call& call, const Uuid& account) {
  HALLE_TRY(twin, call.find<int>(R"(
      SELECT 1 FROM hub.account a
       WHERE a.id = $2 AND hub.has_email($1, a.email, a.id)
         AND NOT EXISTS (SELECT 1 FROM hub.role_grant g WHERE g.org_id = $1 AND g.account_id = $2))",
                                 call.organisation(), account));
  return twin.has_value();
}

Status check_here(sdk::Call& call, const std::string& subject) {
  HALLE_TRY(left, call.find<int>("SELECT 1 FROM hub.departed WHERE org_id = $1 AND subject = $2",
                                 call.organisation(), subject));
  if (!left) return Done{};
  Error error = bad_field("number", "hub.subject_left", subject);
  error.code = Code::failed_precondition;
  return error;
}

Result<bool> is_administered(sdk::Call& call) {
  HALLE_TRY(administrator,
            call.find<int>("SELECT 1 FROM hub.role_grant g JOIN hub.credential c USING "
                           "(account_id) WHERE g.org_id = $1 AND g.role = 'administrator' LIMIT 1",
                           call.organisation()));
  return administrator.has_value();
}

Status check_another_administrator(sdk::Call& call, const Uuid& account) {
  HALLE_TRY(other, call.find<int>("SELECT 1 FROM hub.role_grant g JOIN hub.credential c USING "
                                  "(account_id) WHERE g.org_id = $1 AND g.role = 'administrator' "
                                  "AND g.account_id <> $2 LIMIT 1",
                                  call.organisation(), account));
  if (!other) return Error{Code::failed_precondition, "hub.last_administrator"};
  return Done{};
}

Result<bool> grant(sdk::Call& call, const Uuid& account, const std::string& role,
                   const std::string& subject) {
  HALLE_TRY(granted, call.find<int>(R"(
      INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at)
      SELECT $1, id, $3, $4, $5 FROM hub.account WHERE id = $2
      ON CONFLICT (org_id, account_id, role) DO UPDATE SET subject = excluded.subject
      RETURNING 1)",
                                    call.organisation(), account, role, subject, call.now()));
  return granted.has_value();
}

Result<bool> revoke(sdk::Call& call, const Uuid& account, const std::string& role) {
  HALLE_TRY(taken,
            call.find<int>("DELETE FROM hub.role_grant WHERE org_id = $1 AND account_id = $2 AND "
                           "role = $3 RETURNING 1",
                           call.organisation(), account, role));
  return taken.has_value();
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

Status come_back(sdk::Call& call, const std::string& subject) {
  lock_rights(call);
  // No row: the member had not left. NULL: the account is forgotten, or there was none.
  HALLE_TRY(account, call.find<std::optional<Uuid>>(
                         "DELETE FROM hub.departed WHERE org_id = $1 AND subject = $2 "
                         "RETURNING account_id",
                         call.organisation(), subject));
  if (!account || !*account) return Done{};
  call.queue(
      "INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at) "
      "VALUES ($1, $2, 'member', $3, $4) ON CONFLICT DO NOTHING",
      call.organisation(), **account, subject, call.now());
  drop_identities(call);
  return Done{};
}

void forget_departed(sdk::Call& call) {
  call.queue("DELETE FROM hub.departed WHERE org_id = $1", call.organisation());
}

void entrust(sdk::Call& call, const kernel::v1::SubjectsEntrusted& entrustment) {
  call.queue("DELETE FROM hub.entrusted WHERE org_id = $1 AND id = $2", call.organisation(),
             entrustment.entrustment());
  const std::vector<std::string> subjects(entrustment.subjects().begin(),
                                          entrustment.subjects().end());
  call.queue(R"(
      INSERT INTO hub.entrusted (org_id, id, subject, role, from_at, until_at)
      SELECT DISTINCT $1::uuid, $2::uuid, s, $4, $5::timestamptz, $6::timestamptz
        FROM unnest($3::text[]) s
       WHERE $4 IN ('volunteer', 'coordinator', 'treasurer')
         AND $5::timestamptz < $6::timestamptz)",
             call.organisation(), entrustment.entrustment(), subjects, entrustment.role(),
             sdk::instant_of(entrustment.from()), sdk::instant_of(entrustment.until()));
  drop_identities(call);
}

void end_entrusted_by(sdk::Call& call, const std::string& module) {
  call.queue("DELETE FROM hub.entrusted WHERE org_id = $1 AND module = $2", call.organisation(),
             module);
}

}  // namespace halle::hub::store
