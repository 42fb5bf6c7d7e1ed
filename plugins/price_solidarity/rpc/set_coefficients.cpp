#include "core/sdk/time.hpp"
#include "plugins/price_solidarity/rpc/services.hpp"
#include "plugins/price_solidarity/store/choices.hpp"

namespace halle::price_solidarity {
namespace {
Result<v1::GetCoefficientsReply> read(sdk::Call& call) {
  HALLE_TRY(list, store::list_coefficients(call));
  v1::GetCoefficientsReply reply;
  for (const auto& one : list) {
    auto* out = reply.add_coefficients();
    out->mutable_coefficients()->set_more(one.more);
    out->mutable_coefficients()->set_solidarity(one.solidarity);
    sdk::set_timestamp(*out->mutable_since(), one.since);
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
  store::set_coefficients(call, pair);
  return read(call);
}

}  // namespace halle::price_solidarity
