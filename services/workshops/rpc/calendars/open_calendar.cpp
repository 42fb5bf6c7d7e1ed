#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/calendars.hpp"
#include "services/workshops/store/people/members.hpp"

namespace halle::workshops {
namespace {
constexpr int key_bytes = 24;
}  // namespace

Result<v1::OpenCalendarReply> Calendars::open(sdk::Call& call,
                                              const v1::OpenCalendarRequest& /*request*/) {
  const std::string member(call.subject());
  if (member.empty()) return store::unknown_member(member);
  HALLE_CHECK(store::know(call, {member}));
  const std::string key = random_hex(key_bytes);
  HALLE_CHECK(store::set_calendar_key(call, member, key));
  v1::OpenCalendarReply reply;
  reply.set_path("/a/" + call.organisation_code() + "/mes-ateliers/" + key);
  return reply;
}

Result<v1::CloseCalendarReply> Calendars::close(sdk::Call& call,
                                                const v1::CloseCalendarRequest& /*request*/) {
  HALLE_CHECK(store::close_calendar(call, call.subject()));
  return v1::CloseCalendarReply{};
}

}  // namespace halle::workshops
