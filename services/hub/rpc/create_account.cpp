#include "core/base/text.hpp"
#include "services/hub/rpc/services.hpp"

namespace halle::hub {

Result<v1::Account> Accounts::create(sdk::Call& call, const v1::CreateAccountRequest& request) {
  std::string email = trim(request.email());
  for (char& c : email)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const auto at = email.find('@');
  if (at == std::string::npos || at == 0 || at + 1 == email.size() || email.size() > 254 ||
      email.find(' ') != std::string::npos || !is_utf8(email))
    return bad_field("email", "hub.bad_email", request.email());
  v1::Account account;
  account.set_id(make_uuid_v7(call.now().time_since_epoch().count() / 1000).text());
  account.set_email(email);
  HALLE_TRY(rows, call.query("INSERT INTO hub.account (id, email, created_at) VALUES ($1, $2, $3) "
                             "ON CONFLICT (email) DO NOTHING RETURNING 1",
                             account.id(), email, call.now()));
  if (rows.empty()) {
    Error error = bad_field("email", "hub.email_taken", email);
    error.code = Code::already_exists;
    return error;
  }
  return account;
}

}  // namespace halle::hub
