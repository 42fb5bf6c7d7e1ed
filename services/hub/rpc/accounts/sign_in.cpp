#include "core/base/text/text.hpp"
#include "services/hub/domain/passwords.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/accounts.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {

Result<v1::SignInReply> Accounts::sign_in(sdk::Call& call, const v1::SignInRequest& request) {
  v1::NoteFailureRequest guess;
  const std::string login = lower_ascii(trim(request.login()));
  guess.set_address(request.client().address());
  HALLE_TRY(found,
            store::find_login(call, login, request.organisation(), request.client().device()));
  // Guesses at any login of an account count together; a number is of one organisation.
  guess.set_login(store::login_key(found, request.organisation(), login));
  if (found && found->known_device) guess.set_device(request.client().device());
  HALLE_CHECK(store::may_guess(call, guess));
  call.rollback();  // hashing takes its time: no transaction waits for it
  // Hashed also where there is no account: the time it takes does not tell.
  if (!is_password(found ? found->hash : "", request.password()) || !found)
    return store::refuse(call, guess);
  // What a change of the password ends must not begin after it.
  HALLE_TRY(still, store::is_password_still(call, found->account_id, found->hash));
  if (!still) return store::refuse(call, guess);
  return store::open_session(call, found->account_id, request.client().device());
}

Result<v1::NoteFailureReply> Accounts::note_failure(sdk::Call& call,
                                                    const v1::NoteFailureRequest& request) {
  HALLE_CHECK(store::note_failure(call, request));
  return v1::NoteFailureReply{};
}

}  // namespace halle::hub
