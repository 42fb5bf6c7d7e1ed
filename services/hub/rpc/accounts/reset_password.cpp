#include "services/hub/domain/passwords.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/accounts.hpp"
#include "services/hub/store/links/password_links.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
Error unknown_link() {
  return {Code::not_found, "hub.link_unknown"};
}
}  // namespace

Result<v1::GetPasswordLinkReply> Accounts::get_password_link(
    sdk::Call& call, const v1::GetPasswordLinkRequest& request) {
  HALLE_TRY(link, store::password_link(call, request.token()));
  if (!link) return unknown_link();
  v1::GetPasswordLinkReply reply;
  reply.set_organisation_name(link->organisation_name);
  reply.set_organisation_code(link->organisation_code);
  reply.set_email(link->email);
  return reply;
}

Result<v1::SignInReply> Accounts::reset_password(sdk::Call& call,
                                                 const v1::ResetPasswordRequest& request) {
  HALLE_TRY(link, store::password_link(call, request.token()));
  call.rollback();  // hashing takes its time: no transaction waits for it
  if (!link) return unknown_link();
  HALLE_TRY(hash, hash_password(request.password()));
  HALLE_TRY(account, store::use_password_link(call, request.token()));
  if (!account) return unknown_link();
  store::keep_password(call, *account, hash);
  store::end_sessions(call, *account);
  return store::open_session(call, *account, request.client().device());
}

}  // namespace halle::hub
