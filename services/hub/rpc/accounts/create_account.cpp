#include "services/hub/domain/emails.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/accounts.hpp"

namespace halle::hub {

Result<v1::Account> Accounts::create(sdk::Call& call, const v1::CreateAccountRequest& request) {
  HALLE_TRY(email, read_email(request.email()));
  v1::Account account;
  const Uuid id = call.new_id();
  account.set_id(id.text());
  account.set_email(email);
  HALLE_TRY(added, store::add_account(call, id, email));
  if (!added) {
    Error error = bad_field("email", "hub.email_taken", email);
    error.code = Code::already_exists;
    return error;
  }
  return account;
}

}  // namespace halle::hub
