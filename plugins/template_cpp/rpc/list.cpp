#include "rpc/services.hpp"
#include "store/crates.hpp"

namespace template_cpp {
halle::Result<v1::ListReply> Crates::list(halle::sdk::Call& call, const v1::ListRequest&) {
  HALLE_TRY(holders, store::holders(call, call.allowed("template_cpp.crate.lend"), call.subject()));
  v1::ListReply reply;
  for (const auto& one : holders) {
    auto* holder = reply.add_holders();
    holder->set_member(one.member_number);
    holder->set_crates(one.crates);
  }
  return reply;
}

}  // namespace template_cpp
