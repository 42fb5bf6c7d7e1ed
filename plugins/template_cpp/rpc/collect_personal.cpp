#include "core/sdk/personal.hpp"
#include "rpc/services.hpp"

namespace template_cpp {

halle::Result<halle::membership::v1::PersonalReply> Personal::collect(
    halle::sdk::Call& call, const halle::membership::v1::PersonalRequest& request) {
  halle::membership::v1::PersonalReply reply;
  HALLE_CHECK(halle::sdk::add_personal(call, "template_cpp", request.number(), reply));
  return reply;
}

}  // namespace template_cpp
