#include "services/hub/domain/passwords.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/accounts.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {

Result<v1::SetPasswordReply> Accounts::set_password(sdk::Call& call,
                                                    const v1::SetPasswordRequest& request) {
  const auto account = Uuid::parse(request.account());
  if (!account) return bad_field("account", "hub.account_unknown", request.account());
  HALLE_TRY(exists, store::account_exists(call, *account));
  if (!exists) return Error{Code::not_found, "hub.account_unknown"};
  call.rollback();  // hashing takes its time: no transaction waits for it
  HALLE_TRY(hash, hash_password(request.password()));
  store::keep_password(call, *account, hash);
  store::end_sessions(call, *account);
  return v1::SetPasswordReply{};
}

Result<v1::SignInReply> Accounts::change_password(sdk::Call& call,
                                                  const v1::ChangePasswordRequest& request) {
  const auto account = store::caller_account(call);
  if (!account) return Error{Code::permission_denied, "halle.not_allowed"};
  v1::NoteFailureRequest guess;
  guess.set_login(account->text());
  guess.set_address(request.client().address());
  HALLE_CHECK(store::may_guess(call, guess));
  HALLE_TRY(known, store::password_hash(call, *account));
  call.rollback();
  if (!is_password(known.value_or(""), request.current())) {
    Error refused = store::refuse(call, guess);
    if (refused.reason == "hub.sign_in_refused") return bad_field("current", "hub.wrong_password");
    return refused;
  }
  HALLE_TRY(hash, hash_password(request.password()));
  HALLE_TRY(still, store::is_password_still(call, *account, known.value_or("")));
  if (!still) return bad_field("current", "hub.wrong_password");
  store::keep_password(call, *account, hash);
  store::end_sessions(call, *account);
  return store::open_session(call, *account, request.client().device());
}

}  // namespace halle::hub
