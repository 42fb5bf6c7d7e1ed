#include <algorithm>
#include <map>

#include "services/shifts/domain/hours/load.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/bookings/coverage.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/planning/plan.hpp"

namespace halle::shifts {
namespace {
constexpr int usual_weeks = 8;
constexpr int most_weeks = 26;
constexpr std::chrono::weeks looked_back{13};
constexpr std::size_t shown_loads = 10;

struct Given {
  std::string member;
  int minutes = 0;
  int shifts = 0;  // of the last four weeks
  std::set<Day> mondays;
};

/// Of all active members, by number.
Result<std::vector<Given>> given(sdk::Call& call, const std::string& zone, Day from) {
  HALLE_TRY(weeks, store::given_by_week(call, zone, from));
  std::vector<Given> all;
  for (const auto& week : weeks) {
    if (all.empty() || all.back().member != week.number)
      all.push_back({week.number, 0, week.shifts, {}});
    all.back().minutes += week.minutes;
    if (week.monday) all.back().mondays.insert(*week.monday);
  }
  return all;
}

void set_loads(v1::Coverage& out, std::vector<Given> all, int ask_limit, Day now) {
  std::vector<int> minutes;
  for (const auto& one : all) minutes.push_back(one.minutes);
  out.set_active(static_cast<int>(all.size()));
  out.set_gave(static_cast<int>(
      std::count_if(minutes.begin(), minutes.end(), [](int given) { return given > 0; })));
  out.set_busiest_tenth_permille(busiest_tenth_permille(minutes));
  std::stable_sort(all.begin(), all.end(),
                   [](const Given& a, const Given& b) { return a.minutes > b.minutes; });
  for (const auto& one : all) {
    if (out.loads_size() == shown_loads || one.minutes == 0) break;
    auto& load = *out.add_loads();
    load.set_member(one.member);
    load.set_minutes(one.minutes);
    load.set_weeks_in_a_row(weeks_in_a_row(one.mondays, now));
    load.set_spared(ask_limit > 0 && one.shifts >= ask_limit);
  }
}
}  // namespace

Result<v1::Coverage> Planning::get_coverage(sdk::Call& call,
                                            const v1::GetCoverageRequest& request) {
  if (request.weeks() < 0 || request.weeks() > most_weeks)
    return bad_field("weeks", "shifts.bad_weeks", std::to_string(request.weeks()));
  const std::chrono::weeks weeks(request.weeks() == 0 ? usual_weeks : request.weeks());
  const std::string zone = call.zone();
  HALLE_TRY(now, store::today(call));
  const Day first = monday_of(now);
  v1::Coverage out;
  std::map<std::string, v1::CoverageWeek*> by_monday;
  for (Day monday = first; monday < first + weeks; monday += std::chrono::weeks(1)) {
    auto* week = out.add_weeks();
    week->set_monday(day_text(monday));
    by_monday[week->monday()] = week;
  }
  HALLE_TRY(titles, store::seats_by_title(call, zone, first, first + weeks));
  for (const auto& one : titles) {
    auto& title = *by_monday.at(one.monday)->add_titles();
    title.set_title(one.title);
    title.set_seats(one.seats);
    title.set_taken(one.taken);
    title.set_important_free(one.important_free);
  }
  HALLE_TRY(skills, store::seats_by_skill(call, zone, first, first + weeks));
  for (const auto& one : skills) {
    auto& skill = *by_monday.at(one.monday)->add_skills();
    skill.set_name(one.name);
    skill.set_seats(one.seats);
    skill.set_taken(one.taken);
  }
  HALLE_TRY(scarce, store::scarce_skills(call, now));
  for (const auto& one : scarce) {
    auto& skill = *out.add_scarce();
    skill.set_name(one.name);
    skill.set_holders(one.holders);
  }
  HALLE_TRY(settings, store::settings(call, zone));
  HALLE_TRY(all, given(call, zone, first - looked_back + std::chrono::weeks(1)));
  set_loads(out, std::move(all), settings.ask_limit(), now);
  return out;
}

}  // namespace halle::shifts
