#include "services/orders/rpc/accounts/account_names.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/accounts/accounts.hpp"

namespace halle::orders {
namespace {
const char* income = "income:dues";
}  // namespace

Result<v1::FollowedReply> Followed::on_dues_charged(sdk::Call& call,
                                                    const membership::v1::DuesCharged& event) {
  HALLE_CHECK(store::move_money(call, "dues:" + event.period(), member_account(event.number()),
                                income, event.cents()));
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_dues_paid(sdk::Call& call,
                                                 const membership::v1::DuesPaid& event) {
  HALLE_CHECK(store::move_money(call, "dues_paid:" + event.period(), cash_account(event.means()),
                                member_account(event.number()), event.cents()));
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_dues_cancelled(sdk::Call& call,
                                                      const membership::v1::DuesCancelled& event) {
  HALLE_CHECK(store::move_money(call, "dues_cancelled:" + event.period(), income,
                                member_account(event.number()), event.cents()));
  return v1::FollowedReply{};
}

}  // namespace halle::orders
