#include "core/sdk/personal.hpp"
#include "services/workshops/rpc/services.hpp"

namespace halle::workshops {

Result<membership::v1::PersonalReply> Personal::collect(
    sdk::Call& call, const membership::v1::PersonalRequest& request) {
  membership::v1::PersonalReply reply;
  HALLE_CHECK(sdk::add_personal(call, "workshops", request.number(), reply));
  return reply;
}

}  // namespace halle::workshops
