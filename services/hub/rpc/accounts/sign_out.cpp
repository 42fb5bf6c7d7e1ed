#include "services/hub/rpc/services.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {

Result<v1::SignOutReply> Accounts::sign_out(sdk::Call& call, const v1::SignOutRequest& request) {
  HALLE_CHECK(store::end_session(call, request.token(), store::caller_account(call)));
  store::drop_identities(call);
  return v1::SignOutReply{};
}

Result<v1::SignOutReply> Accounts::sign_out_everywhere(sdk::Call& call,
                                                       const v1::SignOutRequest& /*request*/) {
  const auto account = store::caller_account(call);
  if (!account) return Error{Code::permission_denied, "halle.not_allowed"};
  store::end_sessions(call, *account);
  return v1::SignOutReply{};
}

}  // namespace halle::hub
