#include "core/base/time/day.hpp"
#include "services/shifts/rpc/notices/tell.hpp"
#include "services/shifts/rpc/planning/check_template.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/hours/histories.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/planning/plan.hpp"
#include "services/shifts/store/planning/templates.hpp"
#include "services/shifts/store/planning/withdrawal.hpp"

namespace halle::shifts {
namespace {
constexpr std::chrono::weeks earliest{12};
const std::string always = "9999-12-31";
}  // namespace

Result<v1::ListTemplatesReply> Planning::list_templates(
    sdk::Call& call, const v1::ListTemplatesRequest& /*request*/) {
  HALLE_TRY(all, store::templates(call, {}));
  v1::ListTemplatesReply reply;
  for (auto& one : all) *reply.add_templates() = std::move(one);
  return reply;
}

Result<v1::SetTemplateReply> Planning::set_template(sdk::Call& call,
                                                    const v1::SetTemplateRequest& request) {
  const auto& wanted = request.template_();
  HALLE_TRY(columns, check_template(wanted));
  const bool is_new = wanted.id().empty();
  const auto given = Uuid::parse(wanted.id());
  const Error unknown = not_found("id", "shifts.template_unknown", wanted.id());
  if (!is_new && !given) return unknown;
  const Uuid id = is_new ? call.new_id() : *given;
  const std::string zone = call.zone();
  std::vector<std::string> skills;
  for (const auto& seat : wanted.seats())
    for (const auto& skill : seat.skills()) skills.push_back(skill.id());
  HALLE_CHECK(store::know(call, columns.holders(), skills));
  store::lock_plan(call);
  HALLE_TRY(now, store::today(call));
  const Day from = *read_day(wanted.valid_from());
  if (is_new && from < now - earliest)
    return bad_field("valid_from", "shifts.too_long_ago", wanted.valid_from());
  if (!is_new) {
    HALLE_TRY(known, store::has_template(call, id));
    if (!known) return unknown;
  }
  HALLE_CHECK(store::write_template(call, id, wanted, columns,
                                    std::min(from, now) - std::chrono::days(1), now));
  std::vector<store::HeldSeat> held;
  if (!is_new) {
    HALLE_TRY(withdrawn, store::withdraw_shifts(call, zone, id, day_text(now), always));
    held = std::move(withdrawn);
  }
  HALLE_TRY(kept, store::planned_shifts(call, id));
  HALLE_TRY(made, store::make_shifts(call, zone));
  HALLE_CHECK(tell_plan_changed(call, held));
  HALLE_TRY(all, store::templates(call, id));
  v1::SetTemplateReply reply;
  *reply.mutable_template_() = std::move(all.front());
  reply.set_made(made.shifts);
  reply.set_kept(kept);
  return reply;
}

Result<v1::GenerateReply> Planning::generate(sdk::Call& call,
                                             const v1::GenerateRequest& /*request*/) {
  const std::string zone = call.zone();
  store::lock_plan(call);
  HALLE_TRY(made, store::make_shifts(call, zone));
  if (!made.anything) call.rollback();  // nothing happened: leaves no trace in operations and audit
  v1::GenerateReply reply;
  reply.set_made(made.shifts);
  return reply;
}

}  // namespace halle::shifts
