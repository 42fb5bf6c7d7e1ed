#include <set>

#include "core/base/time/day.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/rpc/sessions/session_messages.hpp"
#include "services/workshops/rpc/zones/taken_zones.hpp"
#include "services/workshops/store/people/members.hpp"

namespace halle::workshops {
namespace {
constexpr int most_copies = 52;

v1::SessionState state_of(bool publish) {
  return publish ? v1::SESSION_STATE_PUBLISHED : v1::SESSION_STATE_DRAFT;
}

/// The zone of the session, if it has one, is held if it is published. Outside of a transaction.
Status take_zone(sdk::Call& call, TakenZones& zones, store::SessionValues& values, bool publish) {
  const auto wish = wish_of(values);
  if (!wish) return Done{};
  if (!publish) return check_premises(call, values.id);
  HALLE_TRY(name, zones.take(*wish, std::nullopt));
  values.zone_name = name;
  return Done{};
}

/// An id that is the same if the call is repeated, so that what was done for the session then is
/// found again.
Uuid id_of(const sdk::Call& call, int n) {
  return derive_uuid(call.operation_id(),
                     "workshops.session " + std::string(call.principal()) + std::to_string(n));
}

Status insert(sdk::Call& call, const store::SessionValues& values, bool publish) {
  HALLE_CHECK(store::insert_session(call, values, state_of(publish)));
  if (publish) emit_changed(call, values.id, v1::SESSION_STATE_PUBLISHED, values.starts_at);
  return Done{};
}

/// Adds the sessions, and what they have taken; returns them by beginning.
Result<std::vector<store::SessionRow>> write(sdk::Call& call, TakenZones& zones,
                                             const std::vector<store::SessionValues>& sessions,
                                             bool publish) {
  std::vector<Uuid> ids;
  for (const auto& session : sessions) {
    HALLE_CHECK(insert(call, session, publish));
    ids.push_back(session.id);
  }
  zones.note();
  return store::sessions(call, ids);
}

/// The local time moved by so many days.
std::string moved(const std::string& local, std::chrono::days by) {
  return day_text(*read_day(local.substr(0, 10)) + by) + local.substr(10);
}

/// Each day once, and not that of the original.
Status check_days(const v1::RepeatSessionRequest& request, const std::string& original) {
  std::set<std::string> days{original};
  for (const auto& day : request.days())
    if (!days.insert(day).second) return bad_field("days", "workshops.day_twice", day);
  return Done{};
}

/// The details of a copy on that day.
Result<v1::SessionDetails> copy_on(const v1::SessionDetails& original, const std::string& text) {
  const auto day = read_day(text);
  if (!day) return bad_field("days", "workshops.bad_day", text);
  const auto by = *day - *read_day(original.starts().substr(0, 10));
  v1::SessionDetails copy = original;
  copy.set_starts(moved(original.starts(), by));
  copy.set_ends(moved(original.ends(), by));
  copy.clear_opens();
  if (!original.closes().empty()) copy.set_closes(moved(original.closes(), by));
  return copy;
}
}  // namespace

Result<v1::Session> Sessions::add(sdk::Call& call, const v1::AddSessionRequest& request) {
  const auto& leaders = request.details().leaders();
  HALLE_CHECK(store::know(call, {leaders.begin(), leaders.end()}));
  HALLE_TRY(values, read_details(call, request.details()));
  values.id = id_of(call, 0);
  TakenZones zones(call);
  HALLE_CHECK(take_zone(call, zones, values, request.publish()));
  HALLE_TRY(rows, zones.settle(write(call, zones, {values}, request.publish())));
  return message_of(rows.at(0));
}

Result<v1::ListSessionsReply> Sessions::repeat(sdk::Call& call,
                                               const v1::RepeatSessionRequest& request) {
  if (request.days_size() < 1 || request.days_size() > most_copies)
    return bad_field("days", "workshops.too_many_copies", std::to_string(request.days_size()));
  HALLE_TRY(id, store::session_id(request.session()));
  HALLE_TRY(original, store::session(call, id));
  HALLE_CHECK(check_days(request, original.local_start.substr(0, 10)));
  std::vector<store::SessionValues> copies;
  for (const auto& day : request.days()) {
    HALLE_TRY(copy, copy_on(details_of(original), day));
    HALLE_TRY(values, read_details(call, copy));
    values.id = id_of(call, static_cast<int>(copies.size()));
    copies.push_back(std::move(values));
  }
  TakenZones zones(call);
  for (auto& copy : copies) HALLE_CHECK(take_zone(call, zones, copy, request.publish()));
  HALLE_TRY(rows, zones.settle(write(call, zones, copies, request.publish())));
  v1::ListSessionsReply reply;
  for (const auto& row : rows) *reply.add_sessions() = message_of(row);
  return reply;
}

}  // namespace halle::workshops
