#include "services/hub/rpc/services.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {

Result<v1::IssueTokenReply> Accounts::issue_token(sdk::Call& call,
                                                  const v1::IssueTokenRequest& request) {
  const auto account = Uuid::parse(request.account());
  if (!account) return bad_field("account", "hub.account_unknown", request.account());
  const int days = request.days() == 0 ? 30 : request.days();
  if (days < 1 || days > 366) return bad_field("days", "hub.bad_days", std::to_string(days));
  v1::IssueTokenReply reply;
  reply.set_token(random_hex(32));
  HALLE_TRY(opened, store::open_session_until(call, *account, reply.token(),
                                              call.now() + std::chrono::hours(24 * days)));
  if (!opened) return Error{Code::not_found, "hub.account_unknown"};
  return reply;
}

}  // namespace halle::hub
