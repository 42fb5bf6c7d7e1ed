#include "services/hub/domain/emails.hpp"
#include "services/hub/rpc/services.hpp"

namespace halle::hub {

Result<v1::Account> Accounts::create(sdk::Call& call, const v1::CreateAccountRequest& request) {
  HALLE_TRY(email, read_email(request.email()));
  v1::Account account;
  account.set_id(make_uuid_v7(call.now().time_since_epoch().count() / 1000).text());
  account.set_email(email);
  call.queue("SELECT pg_advisory_xact_lock(hashtextextended('hub.account', 0))");
  HALLE_TRY(rows, call.query("INSERT INTO hub.account (id, email, created_at) SELECT $1, $2, $3 "
                             "WHERE NOT EXISTS (SELECT 1 FROM hub.account WHERE email = $2) "
                             "RETURNING 1",
                             account.id(), email, call.now()));
  if (rows.empty()) {
    Error error = bad_field("email", "hub.email_taken", email);
    error.code = Code::already_exists;
    return error;
  }
  return account;
}

}  // namespace halle::hub
