#include "core/base/text.hpp"
#include "core/sdk/time.hpp"
#include "services/hub/domain/emails.hpp"
#include "services/hub/domain/passwords.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/rights.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
constexpr std::chrono::hours invitation_life{7 * 24};

/// The link lets its holder take over what the account holds in the association. So one who may not
/// give roles invites plain members only.
Status may_invite(sdk::Call& call, const Uuid& account) {
  HALLE_TRY(rows, call.query("SELECT hub.roles_at($1, $2, $3) <@ '{member}'", account,
                             call.organisation(), call.now()));
  if (!rows[0].truth(0) && !call.allowed("hub.role.grant"))
    return Error{Code::permission_denied, "halle.not_allowed"};
  return Done{};
}

/// The account of a member of the call's organisation, made if there is none.
Result<Uuid> account_for(sdk::Call& call, const std::string& number) {
  HALLE_TRY(known, call.query("SELECT account_id FROM hub.role_grant "
                              "WHERE org_id = $1 AND role = 'member' AND subject = $2",
                              call.organisation(), number));
  if (!known.empty()) {
    const Uuid account = known[0].uuid(0);
    HALLE_CHECK(may_invite(call, account));
    return account;
  }
  const Uuid account = make_uuid_v7(call.now().time_since_epoch().count() / 1000);
  call.queue("INSERT INTO hub.account (id, created_at) VALUES ($1, $2)", account, call.now());
  call.queue(
      "INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at) "
      "VALUES ($1, $2, 'member', $3, $4)",
      call.organisation(), account, number, call.now());
  return account;
}

/// Whether nobody else of the call's organisation has the e-mail, or is invited with it.
Status check_email(sdk::Call& call, const Uuid& account, const std::string& email) {
  HALLE_TRY(taken, call.query("SELECT hub.has_email($1, $2, $3) OR EXISTS (SELECT 1 FROM "
                              "hub.invitation WHERE invited_by_org = $1 AND email = $2 AND "
                              "account_id <> $3 AND expires_at > $4)",
                              call.organisation(), email, account, call.now()));
  if (!taken[0].truth(0)) return Done{};
  Error error = bad_field("email", "hub.email_taken", email);
  error.code = Code::already_exists;
  return error;
}

Error unknown_invitation() {
  return {Code::not_found, "hub.invitation_unknown"};
}
}  // namespace

Result<v1::InviteReply> Accounts::invite(sdk::Call& call, const v1::InviteRequest& request) {
  const std::string number = trim(request.number());
  if (number.empty() || length(number) > 40)
    return bad_field("number", "hub.bad_subject", request.number());
  std::optional<std::string> email;
  if (!trim(request.email()).empty()) {
    HALLE_TRY(read, read_email(request.email()));
    email = read;
  }
  store::lock_rights(call);
  HALLE_CHECK(store::check_here(call, number));
  HALLE_TRY(account, account_for(call, number));
  if (email) HALLE_CHECK(check_email(call, account, *email));
  v1::InviteReply reply;
  reply.set_account(account.text());
  reply.set_token(random_hex(16));
  const Instant expires = std::chrono::floor<std::chrono::seconds>(call.now() + invitation_life);
  sdk::set_timestamp(*reply.mutable_expires_at(), expires);
  HALLE_CHECK(call.query(R"(
      INSERT INTO hub.invitation (account_id, token_hash, invited_by_org, number, expires_at, roles,
                                  invited_by, invited_as, email)
      VALUES ($1, $2, $3, $4, $5, hub.roles_at($1, $3, $6), $7, hub.roles_at($7, $3, $6), $8)
      ON CONFLICT (account_id, invited_by_org) DO UPDATE SET token_hash = excluded.token_hash,
          number = excluded.number, expires_at = excluded.expires_at, roles = excluded.roles,
          invited_by = excluded.invited_by, invited_as = excluded.invited_as,
          email = excluded.email)",
                         account, sdk::Value::bytes(sha256(reply.token())), call.organisation(),
                         number, expires, call.now(), store::caller_account(call), email));
  return reply;
}

Result<v1::GetInvitationReply> Accounts::get_invitation(sdk::Call& call,
                                                        const v1::GetInvitationRequest& request) {
  HALLE_TRY(rows, call.query(R"(
      SELECT o.name, o.code, i.number, coalesce(i.email, CASE WHEN NOT i.shared THEN a.email END)
        FROM hub.invitation_of($1, $2) i
        JOIN hub.organisation o ON o.id = i.org_id
        JOIN hub.account a ON a.id = i.account_id)",
                             sdk::Value::bytes(sha256(request.token())), call.now()));
  if (rows.empty()) return unknown_invitation();
  v1::GetInvitationReply reply;
  reply.set_organisation_name(rows[0].text(0));
  reply.set_organisation_code(rows[0].text(1));
  reply.set_number(rows[0].text(2));
  reply.set_email(rows[0].text(3));
  return reply;
}

Result<v1::SignInReply> Accounts::accept_invitation(sdk::Call& call,
                                                    const v1::AcceptInvitationRequest& request) {
  const auto token = sdk::Value::bytes(sha256(request.token()));
  HALLE_TRY(known, call.query("SELECT 1 FROM hub.invitation_of($1, $2)", token, call.now()));
  call.rollback();  // hashing takes its time: no transaction waits for it
  if (known.empty()) return unknown_invitation();
  HALLE_TRY(hash, hash_password(request.password()));
  // Locked first: of two who use it at once, one looks at a link that is gone.
  call.queue("SELECT 1 FROM hub.invitation WHERE token_hash = $1 FOR UPDATE", token);
  HALLE_TRY(opened, call.query("SELECT hub.open_account(i.account_id, i.org_id, i.email, $3, $2) "
                               "FROM hub.invitation_of($1, $2) i",
                               token, call.now(),
                               make_uuid_v7(call.now().time_since_epoch().count() / 1000)));
  if (opened.empty()) return unknown_invitation();
  const Uuid account = opened[0].uuid(0);
  call.queue("DELETE FROM hub.invitation WHERE token_hash = $1", token);
  store::keep_password(call, account, hash);
  store::end_sessions(call, account);
  return store::open_session(call, account, request.client().device());
}

}  // namespace halle::hub
