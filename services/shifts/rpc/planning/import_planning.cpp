#include <algorithm>
#include <map>
#include <set>

#include "core/base/text/text.hpp"
#include "core/sheets/messages.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "services/shifts/domain/planning/planning_sheet.hpp"
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
const std::string always = "9999-12-31";

/// What tells one shift that repeats from another: its title, weekday and beginning.
std::string name_of(const v1::Template& one) {
  return fold(one.title()) + "\n" + std::to_string(one.weekday()) + "\n" + one.starts();
}

/// Skills by what they are called, folded.
using Named = std::map<std::string, v1::Skill>;

/// The seats that a row comes to: as many as it says, or as there are.
int seats_of(const PlanningRow& row, const v1::Template& before) {
  return row.seats.value_or(std::max(1, before.seats_size()));
}

/// Weeks of the cycle that a row comes to.
int cycle_of(const PlanningRow& row, const v1::Template& before) {
  return row.cycle.value_or(before.has_cycle() ? before.cycle().length() : usual_cycle);
}

/// In which weeks, if the row says so.
void set_weeks(const PlanningRow& row, const v1::Template& before, v1::Template& out) {
  if (!row.weeks) return;
  out.clear_cycle();
  out.clear_recurrence();
  const int length = cycle_of(row, before);
  if (row.weeks->empty() || length == 1) return;
  auto& cycle = *out.mutable_cycle();
  cycle.set_anchor(row.anchor.value_or(before.has_cycle() ? before.cycle().anchor()
                                                          : std::string(usual_anchor)));
  cycle.set_length(length);
  for (const int week : *row.weeks) cycle.add_weeks(week);
}

/// The seats with what the row says of them; those that are there keep the rest, and their numbers.
void set_seats(const PlanningRow& row, const Named& skills, const v1::Template& before,
               v1::Template& out) {
  out.clear_seats();
  int next = 1;
  for (const auto& seat : before.seats()) next = std::max(next, seat.number() + 1);
  for (int place = 0; place < seats_of(row, before); ++place) {
    auto& seat = *out.add_seats();
    if (place < before.seats_size())
      seat = before.seats(place);
    else
      seat.set_number(next++);
    const auto at = static_cast<std::size_t>(place);
    if (row.important) seat.set_important(place < *row.important);
    if (row.holders) seat.set_holder(at < row.holders->size() ? (*row.holders)[at] : "");
    if (!row.skills) continue;
    seat.clear_skills();
    if (at >= row.skills->size()) continue;
    for (const auto& name : (*row.skills)[at]) *seat.add_skills() = skills.at(fold(name));
  }
}

/// As the row says it; what it does not say stays as in `before`.
v1::Template template_of(const PlanningRow& row, const Named& skills, const v1::Template& before,
                         Day today) {
  v1::Template out = before;
  out.set_title(row.title);
  if (row.place) out.set_place(*row.place);
  out.set_weekday(row.weekday);
  out.set_starts(row.starts);
  out.set_ends(row.ends);
  set_weeks(row, before, out);
  set_seats(row, skills, before, out);
  if (row.from || before.valid_from().empty())
    out.set_valid_from(row.from.value_or(day_text(today)));
  return out;
}

/// What is wrong in a row beside what there is.
std::vector<FieldViolation> misfits(const PlanningRow& row, const v1::Template& before) {
  std::vector<FieldViolation> all;
  const int seats = seats_of(row, before);
  if (row.important && *row.important > seats)
    all.push_back({"important", "shifts.bad_important", std::to_string(*row.important)});
  if (row.weeks && !row.weeks->empty() && *row.weeks->rbegin() > cycle_of(row, before))
    all.push_back({"weeks", "shifts.bad_cycle", std::to_string(*row.weeks->rbegin())});
  if (row.holders && std::ssize(*row.holders) > seats)
    all.push_back({"holders", "shifts.bad_holder", row.holders->back()});
  if (row.skills && std::ssize(*row.skills) > seats)
    all.push_back({"skills", "shifts.bad_skills", std::to_string(row.skills->size())});
  return all;
}

/// What a cell lists; nothing if it says nothing.
template <typename T>
std::vector<T> said(const std::optional<std::vector<T>>& cell) {
  return cell.value_or(std::vector<T>());
}

/// Those that the rows name and the association has.
Result<Named> skills_named(sdk::Call& call, const ParsedPlanning& parsed) {
  Named named;
  for (const auto& row : parsed.rows)
    for (const auto& seat : said(row.skills))
      for (const auto& name : seat) named[fold(name)];
  if (named.empty()) return named;
  HALLE_TRY(skills, membership::v1::SkillsClient(call).list({}));
  for (const auto& one : skills.skills())
    if (const auto found = named.find(fold(one.name())); found != named.end()) {
      found->second.set_id(one.id());
      found->second.set_name(one.name());
    }
  std::erase_if(named, [](const auto& one) { return one.second.id().empty(); });
  return named;
}

/// All of a template, skills in order.
std::string in_order(v1::Template one) {
  for (auto& seat : *one.mutable_seats())
    std::sort(seat.mutable_skills()->begin(), seat.mutable_skills()->end(),
              [](const auto& a, const auto& b) { return a.id() < b.id(); });
  return one.SerializeAsString();
}

/// Takes rows whose holders are no members, or that ask for what is no skill, out of `parsed`.
Status reject_unknown(sdk::Call& call, const Named& skills, ParsedPlanning& parsed) {
  std::map<std::string, bool> known;
  for (const auto& row : parsed.rows)
    for (const auto& holder : said(row.holders)) {
      if (known.contains(holder)) continue;
      const auto found = store::know(call, {holder});
      if (!found && found.error().code != Code::not_found) return found.error();
      known[holder] = static_cast<bool>(found);
    }
  std::vector<PlanningRow> good;
  for (auto& row : parsed.rows) {
    sheets::RejectedRow reject{row.line, {}};
    for (const auto& holder : said(row.holders))
      if (!known[holder]) reject.violations.push_back({"holders", "shifts.member_unknown", holder});
    for (const auto& seat : said(row.skills))
      for (const auto& name : seat)
        if (!skills.contains(fold(name)))
          reject.violations.push_back({"skills", "shifts.skill_unknown", name});
    if (reject.violations.empty())
      good.push_back(std::move(row));
    else
      parsed.rejects.push_back(std::move(reject));
  }
  parsed.rows = std::move(good);
  return Done{};
}

/// What the rows name is known here from now on.
Status know_all(sdk::Call& call, const Named& skills, const ParsedPlanning& parsed) {
  std::set<std::string> holders;
  for (const auto& row : parsed.rows)
    for (const auto& holder : said(row.holders)) holders.insert(holder);
  std::vector<std::string> ids;
  for (const auto& [name, skill] : skills) ids.push_back(skill.id());
  return store::know(call, {holders.begin(), holders.end()}, ids);
}
}  // namespace

Result<v1::ImportPlanningReply> Planning::import(sdk::Call& call,
                                                 const v1::ImportPlanningRequest& request) {
  HALLE_TRY(parsed,
            parse_planning(sheets::sheet_of(request.sheet()), sheets::renamed_of(request.sheet())));
  const std::string zone = call.zone();
  HALLE_TRY(skills, skills_named(call, parsed));
  HALLE_CHECK(reject_unknown(call, skills, parsed));
  HALLE_CHECK(know_all(call, skills, parsed));
  store::lock_plan(call);
  HALLE_TRY(now, store::today(call));
  HALLE_TRY(all, store::templates(call, {}));
  std::map<std::string, v1::Template> before;
  for (auto& one : all)
    if (one.valid_until().empty() || one.valid_until() >= day_text(now))
      before[name_of(one)] = std::move(one);
  const auto before_of = [&](const PlanningRow& row) {
    v1::Template same;
    same.set_title(row.title);
    same.set_weekday(row.weekday);
    same.set_starts(row.starts);
    const auto found = before.find(name_of(same));
    return found == before.end() ? v1::Template() : found->second;
  };
  std::vector<PlanningRow> good;
  for (auto& row : parsed.rows) {
    const auto known = before_of(row);
    auto violations = misfits(row, known);
    HALLE_TRY(inactive, store::inactive_holders(call, Uuid::parse(known.id()).value_or(Uuid{}),
                                                said(row.holders)));
    for (const auto& holder : inactive)
      violations.push_back({"holders", "shifts.holder_inactive", holder});
    if (violations.empty())
      good.push_back(std::move(row));
    else
      parsed.rejects.push_back({row.line, std::move(violations)});
  }
  parsed.rows = std::move(good);
  std::sort(parsed.rejects.begin(), parsed.rejects.end(),
            [](const auto& a, const auto& b) { return a.line < b.line; });
  const bool write =
      !request.sheet().dry_run() && (request.sheet().partial() || parsed.rejects.empty());
  v1::ImportPlanningReply reply;
  auto& report = *reply.mutable_report();
  std::vector<store::HeldSeat> held;  // of shifts that are withdrawn
  for (const auto& row : parsed.rows) {
    const auto known = before_of(row);
    const bool is_new = known.id().empty();
    const auto wanted = template_of(row, skills, known, now);
    const bool changes = is_new || in_order(wanted) != in_order(known);
    sheets::count(is_new ? "created" : changes ? "updated" : "unchanged", report);
    if (!write || !changes) continue;
    HALLE_TRY(columns, check_template(wanted));
    const Uuid id = is_new ? call.new_id() : Uuid::parse(wanted.id()).value();
    HALLE_CHECK(store::write_template(call, id, wanted, columns, now - std::chrono::days(1), now));
    if (is_new) continue;
    HALLE_TRY(withdrawn, store::withdraw_shifts(call, zone, id, day_text(now), always));
    held.insert(held.end(), withdrawn.begin(), withdrawn.end());
  }
  sheets::add_rejects(parsed.rejects, report);
  for (const auto& heading : parsed.ignored) report.add_ignored(heading);
  if (write) {
    HALLE_CHECK(store::make_shifts(call, zone));
    HALLE_CHECK(tell_plan_changed(call, held));
  }
  report.set_applied(write);
  return reply;
}

}  // namespace halle::shifts
