#include "services/orders/rpc/services.hpp"

namespace halle::orders {
namespace {
const char* income = "income:dues";

/// What was paid lies there.
std::string cash_account(membership::v1::Means means) {
  switch (means) {
    case membership::v1::MEANS_CHEQUE:
      return "cash:cheque";
    case membership::v1::MEANS_TRANSFER:
      return "cash:transfer";
    case membership::v1::MEANS_CARD:
      return "cash:card";
    default:
      return "cash:cash";
  }
}

/// Moves cents from one account to another, once for a cause.
Status post(sdk::Call& call, const std::string& cause, const std::string& from,
            const std::string& to, std::int64_t cents) {
  if (cents == 0) return Done{};
  HALLE_CHECK(call.query(R"(
      WITH added AS (
        INSERT INTO orders.entry (org_id, id, cause, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (org_id, cause) DO NOTHING RETURNING id)
      INSERT INTO orders.posting (org_id, entry_id, account, amount_cents)
      SELECT $1, a.id, g.account, g.cents
        FROM added a, (VALUES ($5, -$7::bigint), ($6, $7::bigint)) AS g (account, cents))",
                         call.organisation(),
                         make_uuid_v7(call.now().time_since_epoch().count() / 1000).text(), cause,
                         call.now(), from, to, cents));
  return Done{};
}

std::string member_account(const std::string& number) {
  return "member:" + number;
}
}  // namespace

Result<v1::FollowedReply> Followed::on_dues_charged(sdk::Call& call,
                                                    const membership::v1::DuesCharged& event) {
  HALLE_CHECK(
      post(call, "dues:" + event.period(), member_account(event.number()), income, event.cents()));
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_dues_paid(sdk::Call& call,
                                                 const membership::v1::DuesPaid& event) {
  HALLE_CHECK(post(call, "dues_paid:" + event.period(), cash_account(event.means()),
                   member_account(event.number()), event.cents()));
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_dues_cancelled(sdk::Call& call,
                                                      const membership::v1::DuesCancelled& event) {
  HALLE_CHECK(post(call, "dues_cancelled:" + event.period(), income, member_account(event.number()),
                   event.cents()));
  return v1::FollowedReply{};
}

}  // namespace halle::orders
