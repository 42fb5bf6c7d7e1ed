#include "services/workshops/rpc/helpers/plan_helpers.hpp"

#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"
#include "services/workshops/store/sessions/sessions.hpp"

namespace halle::workshops {
namespace {
// As shifts takes them.
constexpr std::size_t longest_title = 80;
constexpr std::size_t longest_place = 120;

/// The first characters of a text.
std::string first(std::string_view text, std::size_t most) {
  std::string_view rest = text;
  for (std::size_t n = 0; n < most && !rest.empty(); ++n) next_point(rest);
  return trim(text.substr(0, text.size() - rest.size()));
}

Status set(sdk::Call& call, const store::SessionRow& row) {
  shifts::v1::SetExtraRequest request;
  request.set_source(row.id.text());
  request.set_title(first(row.helpers_task.empty() ? row.title : row.helpers_task, longest_title));
  request.set_place(first(row.place, longest_place));
  sdk::set_timestamp(*request.mutable_starts(), row.starts_at);
  sdk::set_timestamp(*request.mutable_ends(), row.ends_at);
  request.set_seats(row.helpers);
  request.mutable_skills()->Add(row.helpers_skills.begin(), row.helpers_skills.end());
  HALLE_TRY(extra, shifts::v1::ExtrasClient(call).set(request));
  (void)extra;
  return Done{};
}

Status remove(sdk::Call& call, const store::SessionRow& row) {
  shifts::v1::RemoveExtraRequest request;
  request.set_source(row.id.text());
  request.set_reason(row.reason);
  HALLE_TRY(removed, shifts::v1::ExtrasClient(call).remove(request));
  (void)removed;
  return Done{};
}

/// Whether the same call may succeed later.
bool is_passing(const Error& error) {
  return error.code == Code::unavailable || error.code == Code::deadline_exceeded ||
         error.code == Code::aborted || error.code == Code::resource_exhausted;
}
}  // namespace

Status plan_helpers(sdk::Call& call, const Uuid& session) {
  const auto row = store::session(call, session);
  call.rollback();
  if (!row) return row.error().code == Code::not_found ? Status(Done{}) : Status(row.error());
  const bool wanted = row.value().state == v1::SESSION_STATE_PUBLISHED && row.value().helpers > 0;
  if (!wanted && !row.value().helpers_planned) return Done{};
  const auto done = wanted ? set(call, row.value()) : remove(call, row.value());
  if (!done && is_passing(done.error())) return done.error();
  if (!done && done.error().code != Code::unimplemented)
    call.log("helpers of session " + session.text() + ": " + done.error().reason);
  return store::set_helpers_planned(call, session, wanted && done);
}

}  // namespace halle::workshops
