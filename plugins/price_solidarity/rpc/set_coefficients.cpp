#include "core/sdk/time.hpp"
#include "plugins/price_solidarity/rpc/services.hpp"

namespace halle::price_solidarity {
namespace {
Result<v1::GetCoefficientsReply> read(sdk::Call& call) {
  HALLE_TRY(rows, call.query("SELECT more, solidarity, since FROM price_solidarity.coefficient "
                             "WHERE org_id = $1 ORDER BY since DESC LIMIT 20",
                             call.organisation()));
  v1::GetCoefficientsReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto* out = reply.add_coefficients();
    out->mutable_coefficients()->set_more(static_cast<int>(rows[r].number(0)));
    out->mutable_coefficients()->set_solidarity(static_cast<int>(rows[r].number(1)));
    sdk::set_timestamp(*out->mutable_since(), rows[r].instant(2));
  }
  return reply;
}
}  // namespace

Result<v1::GetCoefficientsReply> Coefficients::get(sdk::Call& call,
                                                   const v1::GetCoefficientsRequest& /*request*/) {
  return read(call);
}

Result<v1::GetCoefficientsReply> Coefficients::set(sdk::Call& call,
                                                   const v1::SetCoefficientsRequest& request) {
  const auto& pair = request.coefficients();
  if (pair.more() < 1000 || pair.more() > 1500)
    return bad_field("more", "price_solidarity.bad_more", std::to_string(pair.more()));
  if (pair.solidarity() < 500 || pair.solidarity() > 1000)
    return bad_field("solidarity", "price_solidarity.bad_solidarity",
                     std::to_string(pair.solidarity()));
  call.queue(
      "INSERT INTO price_solidarity.coefficient (org_id, since, more, solidarity) "
      "VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, since) "
      "DO UPDATE SET more = excluded.more, solidarity = excluded.solidarity",
      call.organisation(), call.now(), pair.more(), pair.solidarity());
  return read(call);
}

}  // namespace halle::price_solidarity
