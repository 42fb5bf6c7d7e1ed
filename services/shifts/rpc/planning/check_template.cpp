#include "services/shifts/rpc/planning/check_template.hpp"

#include <set>

#include "core/base/text/text.hpp"
#include "services/shifts/domain/calendar.hpp"
#include "services/shifts/domain/planning/checks.hpp"
#include "services/shifts/store/members/skills.hpp"

namespace halle::shifts {
namespace {
bool is_time(const std::string& text) {
  return text.size() == 5 && parse_instant("2000-01-01T" + text + ":00Z").has_value();
}
}  // namespace

Result<store::TemplateColumns> check_template(const v1::Template& wanted) {
  HALLE_CHECK(check_names(wanted.title(), wanted.place()));
  if (wanted.recurrence().empty() && (wanted.weekday() < 1 || wanted.weekday() > 7))
    return bad_field("weekday", "shifts.bad_weekday", std::to_string(wanted.weekday()));
  if (!is_time(wanted.starts())) return bad_field("starts", "shifts.bad_time", wanted.starts());
  if (!is_time(wanted.ends())) return bad_field("ends", "shifts.bad_time", wanted.ends());
  if (!is_length_of_shift(wanted.starts(), wanted.ends()))
    return bad_field("ends", "shifts.bad_length", wanted.ends());
  const auto from = read_day(wanted.valid_from());
  if (!from) return bad_field("valid_from", "shifts.bad_day", wanted.valid_from());
  if (!wanted.valid_until().empty()) {
    const auto until = read_day(wanted.valid_until());
    if (!until) return bad_field("valid_until", "shifts.bad_day", wanted.valid_until());
    if (*until < *from)
      return bad_field("valid_until", "shifts.days_reversed", wanted.valid_until());
  }
  if (wanted.worth() != 0 && (wanted.worth() < 10 || wanted.worth() > 400))
    return bad_field("worth", "shifts.bad_worth", std::to_string(wanted.worth()));
  store::TemplateColumns out;
  out.weekday = wanted.weekday();
  if (!wanted.recurrence().empty()) {
    if (wanted.has_cycle())
      return bad_field("recurrence", "shifts.bad_recurrence", wanted.recurrence());
    HALLE_TRY(rule, normal_rule(wanted.recurrence(), *from));
    out.recurrence = rule;
    Rhythm rhythm;
    rhythm.rule = rule;
    rhythm.from = *from;
    out.weekday = static_cast<int>(
        std::chrono::weekday(days_of(rhythm, *from, *from + std::chrono::days(4000)).front())
            .iso_encoding());
  }
  out.anchor = "2000-01-03";  // any Monday: every week is week 1
  if (wanted.has_cycle()) {
    const auto& cycle = wanted.cycle();
    const auto anchor = read_day(cycle.anchor());
    if (!anchor || std::chrono::weekday(*anchor) != std::chrono::Monday)
      return bad_field("anchor", "shifts.bad_anchor", cycle.anchor());
    if (cycle.length() < 1 || cycle.length() > 8)
      return bad_field("length", "shifts.bad_cycle", std::to_string(cycle.length()));
    out.anchor = cycle.anchor();
    out.cycle = cycle.length();
    out.weeks = 0;
    for (const int week : cycle.weeks()) {
      if (week < 1 || week > cycle.length())
        return bad_field("weeks", "shifts.bad_cycle", std::to_string(week));
      out.weeks |= std::int64_t{1} << (week - 1);
    }
    if (out.weeks == 0) return bad_field("weeks", "shifts.bad_cycle");
  }
  std::set<int> seen;
  std::set<std::string> holders;
  for (const auto& seat : wanted.seats()) {
    HALLE_CHECK(check_seat(seat.number(), seen));
    if (!seat.holder().empty() && !holders.insert(seat.holder()).second)
      return bad_field("holder", "shifts.holder_twice", seat.holder());
    std::vector<std::string> ids;
    for (const auto& skill : seat.skills()) ids.push_back(skill.id());
    HALLE_TRY(skills, store::skill_array(ids));
    out.seats.push_back({seat.number(), seat.important(), seat.holder(), skills});
  }
  if (seen.empty()) return bad_field("seats", "shifts.bad_seats");
  return out;
}

}  // namespace halle::shifts
