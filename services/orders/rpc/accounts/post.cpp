#include "services/orders/rpc/accounts/account_names.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/accounts/accounts.hpp"

namespace halle::orders {
namespace {
constexpr std::int64_t most_cents = 100'000'000;

Status check(const v1::PostRequest& request) {
  if (!Uuid::parse(request.due())) return bad_field("due", "orders.bad_due", request.due());
  if (request.member().empty() ? !Uuid::parse(request.person()) : !request.person().empty())
    return bad_field("person", "orders.bad_due", request.person());
  if (request.cents() == 0 || request.cents() > most_cents || request.cents() < -most_cents)
    return bad_field("cents", "orders.bad_due", std::to_string(request.cents()));
  return Done{};
}
}  // namespace

Result<v1::PostReply> Accounts::post(sdk::Call& call, const v1::PostRequest& request) {
  HALLE_CHECK(check(request));
  const std::string module(call.module());
  if (module.empty()) return Error{Code::permission_denied, "halle.not_allowed"};
  const auto person = request.member().empty() ? person_account(module, request.person())
                                               : member_account(request.member());
  const bool payment = request.means() != membership::v1::MEANS_UNSPECIFIED;
  const std::string cause = (payment ? "due_paid:" : "due:") + module + ":" + request.due();
  HALLE_TRY(posted, payment ? store::post_once(call, cause, cash_account(request.means()), person,
                                               request.cents())
                            : store::post_once(call, cause, person, income_account(module),
                                               request.cents()));
  if (posted.differs)
    return Error{
        Code::already_exists, "orders.due_known", {}, {{"due", "orders.due_known", request.due()}}};
  v1::PostReply reply;
  reply.set_posted(posted.fresh);
  return reply;
}

}  // namespace halle::orders
