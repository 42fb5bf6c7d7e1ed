#include "core/base/time/day.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/rpc/sessions/session_messages.hpp"

namespace halle::workshops {
namespace {
constexpr std::chrono::days usual_span{92};
constexpr std::chrono::days longest_span{400};
constexpr const char* manage = "workshops.session.manage";

/// The session as the caller may see it.
v1::Session shown(const store::SessionRow& row, bool manages) {
  auto session = message_of(row);
  if (manages) return session;
  session.clear_zone_held();
  session.clear_helpers_planned();
  return session;
}
}  // namespace

Result<v1::ListSessionsReply> Sessions::list(sdk::Call& call,
                                             const v1::ListSessionsRequest& request) {
  std::string first = request.from();
  if (first.empty()) {
    HALLE_TRY(today, call.today());
    first = today;
  }
  const auto from = read_day(first);
  if (!from) return bad_field("from", "workshops.bad_day", first);
  const auto until = request.until().empty() ? *from + usual_span : read_day(request.until());
  if (!until || *until < *from) return bad_field("until", "workshops.bad_day", request.until());
  if (*until - *from > longest_span)
    return bad_field("until", "workshops.too_many_days", request.until());
  const bool manages = call.allowed(manage);
  HALLE_TRY(rows, store::sessions(call, first, day_text(*until), manages));
  v1::ListSessionsReply reply;
  for (const auto& row : rows) *reply.add_sessions() = shown(row, manages);
  return reply;
}

Result<v1::Session> Sessions::get(sdk::Call& call, const v1::GetSessionRequest& request) {
  HALLE_TRY(id, store::session_id(request.session()));
  HALLE_TRY(row, store::session(call, id));
  const bool manages = call.allowed(manage);
  if (!row.was_published && !manages) return store::unknown_session(request.session());
  return shown(row, manages);
}

}  // namespace halle::workshops
