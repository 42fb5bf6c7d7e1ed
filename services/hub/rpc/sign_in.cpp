#include "core/base/text.hpp"
#include "services/hub/domain/passwords.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {

Result<v1::SignInReply> Accounts::sign_in(sdk::Call& call, const v1::SignInRequest& request) {
  v1::NoteFailureRequest guess;
  const std::string login = lower_ascii(trim(request.login()));
  guess.set_address(request.client().address());
  HALLE_TRY(found,
            call.query("SELECT account_id, hash, known_device FROM hub.find_login($1, $2, $3)",
                       login, request.organisation(), request.client().device()));
  // All names of an account are one; a number is one association's.
  guess.set_login(found.empty() ? request.organisation() + "\n" + login : found[0].text(0));
  if (!found.empty() && found[0].truth(2)) guess.set_device(request.client().device());
  HALLE_CHECK(store::may_guess(call, guess));
  call.rollback();  // hashing takes its time: no transaction waits for it
  const std::string hash = found.empty() ? std::string{} : found[0].text(1);
  if (!is_password(hash, request.password())) return store::refuse(call, guess);
  return store::open_session(call, found[0].uuid(0), request.client().device());
}

Result<v1::NoteFailureReply> Accounts::note_failure(sdk::Call& call,
                                                    const v1::NoteFailureRequest& request) {
  call.queue("DELETE FROM hub.sign_in_failure WHERE at < $1::timestamptz - interval '1 hour'",
             call.now());
  HALLE_CHECK(call.query(
      "INSERT INTO hub.sign_in_failure (login, address, device, at) VALUES ($1, $2, $3, $4)",
      sdk::Value::bytes(sha256(request.login())), request.address(), request.device(), call.now()));
  return v1::NoteFailureReply{};
}

}  // namespace halle::hub
