#include "core/sdk/time.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members/able.hpp"
#include "services/shifts/store/members/skills.hpp"

namespace halle::shifts {
namespace {
constexpr int most_skills = 10;
constexpr std::chrono::days most_days{31};
}  // namespace

Result<v1::ListAbleReply> Availability::list_able(sdk::Call& call,
                                                  const v1::ListAbleRequest& request) {
  if (!call.allowed("shifts.shift.manage"))
    return Error{Code::permission_denied, "halle.not_allowed"};
  const auto from = sdk::instant_of(request.from());
  const auto until = sdk::instant_of(request.until());
  if (until <= from) return bad_field("until", "shifts.days_reversed");
  if (until - from > most_days) return bad_field("until", "shifts.too_long");
  if (request.skills_size() < 1 || request.skills_size() > most_skills)
    return bad_field("skills", "shifts.skill_unknown");
  HALLE_TRY(skills, store::skill_array({request.skills().begin(), request.skills().end()}));
  HALLE_TRY(rows, store::able(call, skills, from, until));
  v1::ListAbleReply reply;
  std::string last;
  for (const auto& row : rows) {
    if (reply.members_size() == 0 || row.number != last)
      reply.add_members()->mutable_skills()->Add(row.skills.begin(), row.skills.end());
    last = row.number;
    if (!row.busy_from || !row.busy_until) continue;
    auto& member = *reply.mutable_members(reply.members_size() - 1);
    if (row.lacking) {
      auto& lacking = *member.add_lacking();
      lacking.set_skill(*row.lacking);
      sdk::set_timestamp(*lacking.mutable_from(), *row.busy_from);
      sdk::set_timestamp(*lacking.mutable_until(), *row.busy_until);
      continue;
    }
    auto& busy = *member.add_busy();
    sdk::set_timestamp(*busy.mutable_from(), *row.busy_from);
    sdk::set_timestamp(*busy.mutable_until(), *row.busy_until);
  }
  return reply;
}

}  // namespace halle::shifts
