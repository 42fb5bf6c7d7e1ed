#include "rpc/member.hpp"
#include "rpc/services.hpp"
#include "store/crates.hpp"

namespace template_cpp {
halle::Result<v1::LendReply> Crates::lend(halle::sdk::Call& call, const v1::LendRequest& request) {
  if (request.crates() < 0 || request.crates() > 99)
    return halle::bad_field("crates", "template_cpp.bad_number", std::to_string(request.crates()));
  // Another module is asked before the transaction begins.
  HALLE_TRY(here, is_here(call, request.member()));
  if (!here) return halle::bad_field("member", "template_cpp.no_such_member", request.member());

  HALLE_TRY(changed, store::set_crates(call, request.member(), request.crates()));
  if (changed) {  // the event is about changes
    v1::CratesLent event;
    event.set_member(request.member());
    event.set_crates(request.crates());
    call.emit(event, request.member());
  }
  return v1::LendReply{};
}

}  // namespace template_cpp
