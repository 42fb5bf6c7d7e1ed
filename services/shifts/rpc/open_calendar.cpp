#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members.hpp"

namespace halle::shifts {
namespace {
constexpr int key_bytes = 24;
}  // namespace

Result<v1::OpenCalendarReply> Calendars::open(sdk::Call& call,
                                              const v1::OpenCalendarRequest& /*request*/) {
  const std::string member(call.subject());
  if (member.empty()) return store::unknown_member(member);
  HALLE_CHECK(store::know(call, {member}));
  const std::string key = random_hex(key_bytes);
  HALLE_CHECK(call.query(
      "INSERT INTO shifts.calendar (org_id, member_number, key_hash, made_at) VALUES ($1, $2, $3, "
      "$4) ON CONFLICT (org_id, member_number) DO UPDATE SET key_hash = excluded.key_hash, made_at "
      "= excluded.made_at",
      call.organisation(), member, sdk::Value::bytes(sha256(key)), call.now()));
  v1::OpenCalendarReply reply;
  reply.set_path("/a/" + call.organisation_code() + "/agenda/" + key);
  return reply;
}

Result<v1::CloseCalendarReply> Calendars::close(sdk::Call& call,
                                                const v1::CloseCalendarRequest& /*request*/) {
  HALLE_CHECK(call.query("DELETE FROM shifts.calendar WHERE org_id = $1 AND member_number = $2",
                         call.organisation(), call.subject()));
  return v1::CloseCalendarReply{};
}

}  // namespace halle::shifts
