#include "core/base/text/text.hpp"
#include "core/sdk/notices.hpp"
#include "core/sdk/time.hpp"
#include "services/hub/domain/emails.hpp"
#include "services/hub/domain/link_secrets.hpp"
#include "services/hub/domain/passwords.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/accounts.hpp"
#include "services/hub/store/links/letters.hpp"
#include "services/hub/store/rights.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
constexpr std::chrono::hours invitation_life{7 * 24};

/// The link lets its holder take over what the account holds in the organisation. So a caller who
/// may not give roles invites plain members only.
Status may_invite(sdk::Call& call, const Uuid& account) {
  HALLE_TRY(plain, store::is_plain_member(call, account));
  if (!plain && !call.allowed("hub.role.grant"))
    return Error{Code::permission_denied, "halle.not_allowed"};
  return Done{};
}

/// The account of a member of the call's organisation, made if there is none.
Result<Uuid> account_for(sdk::Call& call, const std::string& number) {
  HALLE_TRY(known, store::member_account(call, number));
  if (!known) return store::add_member_account(call, number);
  HALLE_CHECK(may_invite(call, *known));
  return *known;
}

/// Whether no other account of the call's organisation has the e-mail, or is invited with it.
Status check_email(sdk::Call& call, const Uuid& account, const std::string& email) {
  HALLE_TRY(taken, store::is_email_taken(call, account, email));
  if (!taken) return Done{};
  Error error = bad_field("email", "hub.email_taken", email);
  error.code = Code::already_exists;
  return error;
}

/// Whether there is an address for the letter: the e-mail of the invitation or of the account.
Status check_address(sdk::Call& call, const store::NewInvitation& invitation) {
  if (invitation.email) return Done{};
  HALLE_TRY(email, store::account_email(call, invitation.account));
  if (email) return Done{};
  Error error = bad_field("email", "hub.no_email");
  error.code = Code::failed_precondition;
  return error;
}

/// Has the link sent by letter: its secret is one that can be computed again then.
Status send_by_letter(sdk::Call& call, store::NewInvitation& invitation) {
  HALLE_CHECK(check_address(call, invitation));
  const Uuid letter = call.new_id();
  HALLE_TRY(secret, call.secret(invitation_label(letter)));
  invitation.letter = letter;
  invitation.token = secret;
  sdk::emit_notice(call, {store::invitation_kind, letter.text(), invitation.expires});
  return Done{};
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
  if (request.letter() && !sdk::can_deliver(call))
    return Error{Code::failed_precondition, "hub.no_letters"};
  store::lock_rights(call);
  HALLE_CHECK(store::check_here(call, number));
  HALLE_TRY(account, account_for(call, number));
  if (email) HALLE_CHECK(check_email(call, account, *email));
  const Instant expires = std::chrono::floor<std::chrono::seconds>(call.now() + invitation_life);
  store::NewInvitation invitation{account, random_hex(16), number, email, expires, {}};
  if (request.letter()) HALLE_CHECK(send_by_letter(call, invitation));
  HALLE_CHECK(store::invite(call, invitation));
  v1::InviteReply reply;
  reply.set_account(account.text());
  reply.set_token(invitation.token);
  sdk::set_timestamp(*reply.mutable_expires_at(), expires);
  return reply;
}

Result<v1::GetInvitationReply> Accounts::get_invitation(sdk::Call& call,
                                                        const v1::GetInvitationRequest& request) {
  HALLE_TRY(invitation, store::invitation(call, request.token()));
  if (!invitation) return unknown_invitation();
  v1::GetInvitationReply reply;
  reply.set_organisation_name(invitation->organisation_name);
  reply.set_organisation_code(invitation->organisation_code);
  reply.set_number(invitation->number);
  reply.set_email(invitation->email.value_or(""));
  return reply;
}

Result<v1::SignInReply> Accounts::accept_invitation(sdk::Call& call,
                                                    const v1::AcceptInvitationRequest& request) {
  HALLE_TRY(works, store::invitation_works(call, request.token()));
  call.rollback();  // hashing takes its time: no transaction waits for it
  if (!works) return unknown_invitation();
  HALLE_TRY(hash, hash_password(request.password()));
  HALLE_TRY(account, store::use_invitation(call, request.token()));
  if (!account) return unknown_invitation();
  store::keep_password(call, *account, hash);
  store::end_sessions(call, *account);
  return store::open_session(call, *account, request.client().device());
}

}  // namespace halle::hub
