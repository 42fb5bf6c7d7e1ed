#include "rpc/member.hpp"
#include "rpc/services.hpp"

namespace template_cpp {
namespace {
// Only what changes something: the event is about changes.
constexpr const char* set_crates = R"(
  INSERT INTO template_cpp.crate (org_id, member_number, crates, since) VALUES ($1, $2, $3, $4)
      ON CONFLICT (org_id, member_number) DO UPDATE
         SET crates = excluded.crates, since = excluded.since
       WHERE crate.crates <> excluded.crates
   RETURNING 1)";
constexpr const char* delete_crates = R"(
  DELETE FROM template_cpp.crate WHERE org_id = $1 AND member_number = $2 RETURNING 1)";
}  // namespace

halle::Result<v1::LendReply> Crates::lend(halle::sdk::Call& call, const v1::LendRequest& request) {
  if (request.crates() < 0 || request.crates() > 99)
    return halle::bad_field("crates", "template_cpp.bad_number", std::to_string(request.crates()));
  // Another module is asked before the transaction begins.
  HALLE_TRY(here, is_here(call, request.member()));
  if (!here) return halle::bad_field("member", "template_cpp.no_such_member", request.member());

  HALLE_TRY(changed, request.crates() == 0
                         ? call.query(delete_crates, call.organisation(), request.member())
                         : call.query(set_crates, call.organisation(), request.member(),
                                      request.crates(), call.now()));
  if (!changed.empty()) {
    v1::CratesLent event;
    event.set_member(request.member());
    event.set_crates(request.crates());
    call.emit(event, request.member());
  }
  return v1::LendReply{};
}

}  // namespace template_cpp
