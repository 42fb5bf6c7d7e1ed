#include "clients/cli/demo/demo_shifts.hpp"

#include <map>

#include "clients/cli/commands/rule_parameters.hpp"
#include "core/base/time/clock.hpp"
#include "core/sheets/sheet.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "halle/shifts/v1/shifts.halle.hpp"

namespace halle::embedded {
const std::map<std::string, std::string_view>& demo_files();
}

namespace halle::cli {
namespace {
namespace sv = shifts::v1;
using std::chrono::days;

constexpr days past{8 * 7};

std::string day_text(std::chrono::sys_days day) {
  return format_instant(Instant{day}).substr(0, 10);
}

Result<sheets::Sheet> demo_sheet(const std::string& name) {
  return sheets::read_csv(embedded::demo_files().at("demo/" + name));
}

/// Two hours a month, by the first of the packs, since the month before this one.
Status set_rule(sdk::Caller& caller, std::chrono::sys_days today) {
  const std::chrono::year_month_day date{today};
  const auto month = date.year() / date.month() - std::chrono::months(1);
  sv::SetRuleRequest rule;
  rule.set_from(day_text(month / 1).substr(0, 7));
  set_parameters(*shifts::packs().front(), shifts::Values::Map{{"due_minutes", 120}}, rule);
  HALLE_TRY(set, sv::HoursClient(caller).set_rule(rule));
  return Done{};
}

/// Public holidays, and the week in which the shop is closed.
Status set_closures(sdk::Caller& caller, std::chrono::sys_days today) {
  sv::PlanningClient planning(caller);
  sv::SetSettingsRequest settings;
  settings.set_weeks_ahead(8);
  settings.set_notice_hours(48);
  settings.set_closed_on_holidays(true);
  HALLE_TRY(set, planning.set_settings(settings));
  const auto december = std::chrono::year_month_day{today}.year() / 12;
  sv::AddClosureRequest closure;
  closure.set_from(day_text(december / 25));
  closure.set_until(day_text(december / 31));
  closure.set_reason("Fermé la dernière semaine de décembre");
  HALLE_TRY(closed, planning.add_closure(closure));
  return Done{};
}

/// The template of a row of shift_templates.csv. One that comes in one week of four counts its
/// weeks from the Monday of eight weeks ago.
sv::Template template_of(const std::vector<std::string>& cells, std::chrono::sys_days today,
                         const membership::v1::ListSkillsReply& skills) {
  const auto since = today - past;
  sv::Template out;
  out.set_title(cells[1]);
  out.set_place(cells[2]);
  out.set_weekday(std::stoi(cells[3]));
  out.set_starts(cells[4]);
  out.set_ends(cells[5]);
  out.set_valid_from(day_text(since));
  for (int number = 1; number <= std::stoi(cells[6]); ++number) {
    auto& seat = *out.add_seats();
    seat.set_number(number);
    seat.set_important(number <= std::stoi(cells[7]));
    if (number > 1) continue;
    seat.set_holder(cells[8]);
    for (const auto& skill : skills.skills())
      if (skill.name() == cells[10]) seat.add_skills()->set_id(skill.id());
  }
  if (!cells[9].empty()) {
    auto& cycle = *out.mutable_cycle();
    cycle.set_anchor(day_text(since - (std::chrono::weekday(since) - std::chrono::Monday)));
    cycle.set_length(4);
    cycle.add_weeks(std::stoi(cells[9]));
  }
  return out;
}

/// The shifts of a template by week: -1 the last before today, 1 the first after it.
Result<std::map<int, sv::ShiftKey>> weeks_of(sdk::Caller& caller, const std::string& id,
                                             std::chrono::sys_days today) {
  sv::ListShiftsRequest request;
  request.set_from(day_text(today - past));
  request.set_until(day_text(today + past));
  HALLE_TRY(listed, sv::PlanningClient(caller).list_shifts(request));
  std::vector<sv::ShiftKey> before, after;
  for (const auto& shift : listed.shifts()) {
    if (shift.key().template_() != id) continue;
    if (shift.key().day() < day_text(today)) before.insert(before.begin(), shift.key());
    if (shift.key().day() > day_text(today)) after.push_back(shift.key());
  }
  std::map<int, sv::ShiftKey> weeks;
  for (std::size_t i = 0; i < before.size(); ++i) weeks[-1 - static_cast<int>(i)] = before[i];
  for (std::size_t i = 0; i < after.size(); ++i) weeks[1 + static_cast<int>(i)] = after[i];
  return weeks;
}

sv::Presence presence_of(const std::string& text) {
  return text == "absent"   ? sv::PRESENCE_ABSENT
         : text == "excusé" ? sv::PRESENCE_EXCUSED
                            : sv::PRESENCE_PRESENT;
}

/// Members who came to the shifts of one template, and holders of seats at the next ones.
Status fill(sdk::Caller& caller, const std::map<int, sv::ShiftKey>& weeks,
            const sheets::Sheet& people, const std::string& name) {
  std::map<int, sv::MarkRequest> sheets_of_past;
  for (const auto& row : people.rows) {
    if (row.cells[0] != name) continue;
    const auto found = weeks.find(std::stoi(row.cells[1]));
    if (found == weeks.end()) continue;  // a closure took it
    if (row.cells[3] != "inscrit") {
      auto& request = sheets_of_past[found->first];
      *request.mutable_key() = found->second;
      request.set_verdict(sv::VERDICT_ENOUGH);
      auto& mark = *request.add_marks();
      mark.set_member(row.cells[2]);
      mark.set_presence(presence_of(row.cells[3]));
      continue;
    }
    sv::BookRequest book;
    *book.mutable_key() = found->second;
    book.set_member(row.cells[2]);
    HALLE_TRY(booked, sv::BookingsClient(caller).book(book));
  }
  for (auto& [week, request] : sheets_of_past) {
    if (request.marks_size() < 2) request.set_verdict(sv::VERDICT_TOO_FEW);
    HALLE_TRY(marked, sv::AttendancesClient(caller).mark(request));
  }
  return Done{};
}
}  // namespace

Status load_demo_shifts(sdk::Caller& caller, std::chrono::sys_days today) {
  HALLE_CHECK(set_closures(caller, today));
  HALLE_TRY(templates, demo_sheet("shift_templates.csv"));
  HALLE_TRY(people, demo_sheet("shift_people.csv"));
  HALLE_TRY(skills, membership::v1::SkillsClient(caller).list({}));
  for (const auto& row : templates.rows) {
    sv::SetTemplateRequest request;
    *request.mutable_template_() = template_of(row.cells, today, skills);
    HALLE_TRY(made, sv::PlanningClient(caller).set_template(request));
    HALLE_TRY(weeks, weeks_of(caller, made.template_().id(), today));
    HALLE_CHECK(fill(caller, weeks, people, row.cells[0]));
  }
  HALLE_CHECK(set_rule(caller, today));
  HALLE_TRY(settled, sv::HoursClient(caller).settle({}));
  return Done{};
}

}  // namespace halle::cli
