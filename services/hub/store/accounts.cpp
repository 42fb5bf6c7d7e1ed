#include "services/hub/store/accounts.hpp"

#include "services/hub/store/links/password_links.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub::store {
namespace {
sdk::Value hash_of(const std::string& token) {
  return sdk::Value::bytes(sha256(token));
}
}  // namespace

Result<bool> add_account(sdk::Call& call, const Uuid& account, const std::string& email) {
  call.lock("hub.account");
  HALLE_TRY(added,
            call.find<int>("INSERT INTO hub.account (id, email, created_at) SELECT $1, $2, $3 "
                           "WHERE NOT EXISTS (SELECT 1 FROM hub.account WHERE email = $2) "
                           "RETURNING 1",
                           account, email, call.now()));
  return added.has_value();
}

Uuid add_member_account(sdk::Call& call, const std::string& subject) {
  const Uuid account = call.new_id();
  call.queue("INSERT INTO hub.account (id, created_at) VALUES ($1, $2)", account, call.now());
  call.queue(
      "INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at) "
      "VALUES ($1, $2, 'member', $3, $4)",
      call.organisation(), account, subject, call.now());
  return account;
}

Result<bool> account_exists(sdk::Call& call, const Uuid& account) {
  HALLE_TRY(found, call.find<int>("SELECT 1 FROM hub.account WHERE id = $1", account));
  return found.has_value();
}

Result<std::optional<Login>> find_login(sdk::Call& call, const std::string& login,
                                        const std::string& organisation,
                                        const std::string& device) {
  return call.find<Login>("SELECT account_id, hash, known_device FROM hub.find_login($1, $2, $3)",
                          login, organisation, device);
}

std::string login_key(const std::optional<Login>& found, const std::string& organisation,
                      const std::string& login) {
  return found ? found->account_id.text() : organisation + "\n" + login;
}

Result<std::optional<std::string>> account_email(sdk::Call& call, const Uuid& account) {
  return call.get<std::optional<std::string>>("SELECT email FROM hub.account WHERE id = $1",
                                              account);
}

Result<std::optional<std::string>> password_hash(sdk::Call& call, const Uuid& account) {
  return call.find<std::string>("SELECT hash FROM hub.credential WHERE account_id = $1", account);
}

Result<bool> is_password_still(sdk::Call& call, const Uuid& account, const std::string& hash) {
  HALLE_TRY(found, call.find<int>(
                       "SELECT 1 FROM hub.credential WHERE account_id = $1 AND hash = $2 FOR SHARE",
                       account, hash));
  return found.has_value();
}

void keep_password(sdk::Call& call, const Uuid& account, const std::string& hash) {
  call.queue(R"(
      INSERT INTO hub.credential (account_id, hash, changed_at) VALUES ($1, $2, $3)
      ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at)",
             account, hash, call.now());
}

Result<bool> is_email_taken(sdk::Call& call, const Uuid& account, const std::string& email) {
  return call.get<bool>(
      "SELECT hub.has_email($1, $2, $3) OR EXISTS (SELECT 1 FROM "
      "hub.invitation WHERE invited_by_org = $1 AND email = $2 AND "
      "account_id <> $3 AND expires_at > $4)",
      call.organisation(), email, account, call.now());
}

Status invite(sdk::Call& call, const NewInvitation& invitation) {
  return call.execute(R"(
      INSERT INTO hub.invitation (account_id, token_hash, invited_by_org, number, expires_at, roles,
                                  invited_by, invited_as, email, letter)
      VALUES ($1, $2, $3, $4, $5, hub.roles_at($1, $3, $6), $7, hub.roles_at($7, $3, $6), $8, $9)
      ON CONFLICT (account_id, invited_by_org) DO UPDATE SET token_hash = excluded.token_hash,
          number = excluded.number, expires_at = excluded.expires_at, roles = excluded.roles,
          invited_by = excluded.invited_by, invited_as = excluded.invited_as,
          email = excluded.email, letter = excluded.letter)",
                      invitation.account, hash_of(invitation.token), call.organisation(),
                      invitation.number, invitation.expires, call.now(), caller_account(call),
                      invitation.email, invitation.letter);
}

Result<std::optional<Invitation>> invitation(sdk::Call& call, const std::string& token) {
  return call.find<Invitation>(R"(
      SELECT o.name AS organisation_name, o.code AS organisation_code, i.number,
             coalesce(i.email, CASE WHEN NOT i.shared THEN a.email END) AS email
        FROM hub.invitation_of($1, $2) i
        JOIN hub.organisation o ON o.id = i.org_id
        JOIN hub.account a ON a.id = i.account_id)",
                               hash_of(token), call.now());
}

Result<bool> invitation_works(sdk::Call& call, const std::string& token) {
  HALLE_TRY(found,
            call.find<int>("SELECT 1 FROM hub.invitation_of($1, $2)", hash_of(token), call.now()));
  return found.has_value();
}

Result<std::optional<Uuid>> use_invitation(sdk::Call& call, const std::string& token) {
  const auto hash = hash_of(token);
  call.queue("SELECT 1 FROM hub.invitation WHERE token_hash = $1 FOR UPDATE", hash);
  HALLE_TRY(opened,
            call.find<Uuid>("SELECT hub.open_account(i.account_id, i.org_id, i.email, $3, $2) "
                            "FROM hub.invitation_of($1, $2) i",
                            hash, call.now(), call.new_id()));
  if (opened) call.queue("DELETE FROM hub.invitation WHERE token_hash = $1", hash);
  return opened;
}

void end_links_to(sdk::Call& call, const Uuid& account) {
  call.queue("DELETE FROM hub.invitation WHERE invited_by_org = $1 AND account_id = $2",
             call.organisation(), account);
  end_password_links(call, account);
}

void forget_account(sdk::Call& call, const Uuid& account) {
  call.queue("SELECT hub.forget_account($1, $2)", account, call.now());
  drop_identities(call);
}

}  // namespace halle::hub::store
