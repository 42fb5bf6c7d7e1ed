// Two years of an association of 150, thirty of them active, through the public API; what Halle
// says of it against a recomputation that knows only what happened, day by day.
#include <cmath>
#include <random>
#include <set>

#include "core/base/time/day.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "tests/services/shifts/planning.hpp"

namespace halle::test {
namespace {
namespace mv = membership::v1;
using std::chrono::days;

constexpr int everybody = 150;
constexpr int helpful = 30;
constexpr int weeks = 104;
constexpr int due = 120;  // minutes a month
constexpr int cap = 180;  // of surplus

class TwoYears : public Shifts {
 protected:
  struct Kind {
    std::string title, id;
    int weekday = 0;
    int minutes = 0;
    std::vector<int> skills;  // of each seat, -1: none
  };
  struct Life {
    std::map<Day, int> given;   // at shifts
    std::map<Day, int> worked;  // outside
    std::map<Day, int> booked;  // to come
    std::vector<std::pair<Day, Day>> leaves;
    std::set<int> skills;
    bool on_leave(Day day) const {
      return std::any_of(leaves.begin(), leaves.end(),
                         [&](const auto& one) { return one.first <= day && day <= one.second; });
    }
  };

  std::mt19937 random{2024};
  std::vector<Kind> kinds;
  std::map<int, Life> lives;
  Day first = read_day("2026-03-02").value();
  std::map<std::pair<std::string, Day>, std::map<int, int>> taken;  // shift to seat to member

  int any(int many) { return std::uniform_int_distribution<int>(0, many - 1)(random); }
  void at(Day day, const std::string& hour) { clock.set(day_text(day) + "T" + hour + ":00Z"); }
  sv::ShiftKey key_of(const Kind& kind, Day day) {
    sv::ShiftKey out;
    out.set_template_(kind.id);
    out.set_day(day_text(day));
    return out;
  }

  void set_up() {
    Shop(staff).add_members(everybody);
    mv::SkillsClient skills(staff);
    std::vector<std::string> ids;
    for (int s = 0; s < 6; ++s) {
      mv::SetSkillRequest request;
      request.mutable_skill()->set_name("Savoir " + std::to_string(s));
      const auto all = must(skills.set(request));
      for (const auto& one : all.skills())
        if (one.name() == request.skill().name()) ids.push_back(one.id());
    }
    for (int member = 1; member <= helpful; ++member)
      for (int s = 0; s < 6; ++s) {
        if (s == 5 ? member > 2 : (member + s) % 3 != 0) continue;
        mv::GrantSkillRequest grant;
        grant.set_number(std::to_string(member));
        grant.set_skill(ids[static_cast<std::size_t>(s)]);
        must(skills.grant(grant));
        lives[member].skills.insert(s);
      }
    installation.settle();
    sv::SetRuleRequest rule;
    rule.set_from("2026-03");
    rule.mutable_monthly_hours()->set_due_minutes(due);
    rule.mutable_monthly_hours()->set_surplus_cap_minutes(cap);
    must(hours.set_rule(rule));
    kinds = {{"Samedi", "", 6, 180, {0, 1, -1, -1}},
             {"Mercredi", "", 3, 120, {2, 3, -1}},
             {"Vendredi", "", 5, 150, {4, 5, -1}}};
    const std::vector<std::pair<std::string, std::string>> from_until{
        {"09:30", "12:30"}, {"17:00", "19:00"}, {"17:00", "19:30"}};
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      sv::SetTemplateRequest request;
      auto& out = *request.mutable_template_();
      out.set_title(kinds[k].title);
      out.set_weekday(kinds[k].weekday);
      out.set_starts(from_until[k].first);
      out.set_ends(from_until[k].second);
      out.set_valid_from(day_text(first));
      for (const int skill : kinds[k].skills) {
        auto& seat = *out.add_seats();
        seat.set_number(out.seats_size());
        seat.set_important(seat.number() == 1);
        if (skill >= 0) seat.add_skills()->set_id(ids[static_cast<std::size_t>(skill)]);
      }
      kinds[k].id = must(planning.set_template(request)).template_().id();
    }
  }

  /// A seat that she can have, at a shift at which she has none.
  void take_some_seat(int member, Day monday) {
    const auto& kind = kinds[static_cast<std::size_t>(any(3))];
    const Day day = monday + days(kind.weekday - 1);
    auto& seats = taken[{kind.title, day}];
    for (const auto& [seat, holder] : seats)
      if (holder == member) return;
    for (std::size_t s = 0; s < kind.skills.size(); ++s) {
      const int number = static_cast<int>(s) + 1;
      if (seats.contains(number) ||
          (kind.skills[s] >= 0 && !lives[member].skills.contains(kind.skills[s])))
        continue;
      sv::BookRequest request;
      *request.mutable_key() = key_of(kind, day);
      request.set_member(std::to_string(member));
      request.set_seat(number);
      must(bookings.book(request));
      seats[number] = member;
      return;
    }
  }

  void mark_all(Day monday) {
    for (const auto* kind : {&kinds[1], &kinds[2], &kinds[0]}) {
      const Day day = monday + days(kind->weekday - 1);
      at(day, "20:30");
      sv::MarkRequest request;
      *request.mutable_key() = key_of(*kind, day);
      const auto say = [&](int member, sv::Presence presence) {
        auto& one = *request.add_marks();
        one.set_member(std::to_string(member));
        one.set_presence(presence);
        if (presence == sv::PRESENCE_PRESENT) lives[member].given[day] += kind->minutes;
      };
      std::set<int> there;
      for (const auto& [seat, member] : taken[{kind->title, day}]) {
        there.insert(member);
        const int what = any(20);
        say(member, what == 0  ? sv::PRESENCE_EXCUSED
                    : what < 3 ? sv::PRESENCE_ABSENT
                               : sv::PRESENCE_PRESENT);
      }
      if (const int walk_in = 1 + any(everybody); any(10) == 0 && !there.contains(walk_in))
        say(walk_in, sv::PRESENCE_PRESENT);
      if (request.marks_size() > 0) must(attendances.mark(request));
    }
  }

  void live(Day monday) {
    at(monday, "08:00");
    must(planning.generate({}));
    must(hours.settle({}));
    for (int n = 0; n < 12; ++n) {
      const int member = 1 + any(helpful);
      if (!lives[member].on_leave(monday) && !lives[member].on_leave(monday + days(6)))
        take_some_seat(member, monday);
    }
    if (any(2) == 0) {
      sv::DeclareWorkRequest work;
      const int member = 1 + any(helpful);
      work.set_member(std::to_string(member));
      work.set_day(day_text(monday));
      work.set_minutes(15 * (1 + any(12)));
      work.set_what("Affiches");
      sv::DecideWorkRequest decide;
      decide.set_id(must(hours.declare_work(work)).id());
      decide.set_approve(any(4) > 0);
      must(hours.decide_work(decide));
      if (decide.approve()) lives[member].worked[monday] += work.minutes();
    }
    if (any(3) == 0) {  // from the Monday after: nobody has a seat there yet
      const int member = 1 + any(helpful + 20);
      const Day from = monday + days(7);
      const Day until = from + days(6 + 7 * any(8));
      const auto& others = lives[member].leaves;
      if (std::none_of(others.begin(), others.end(),
                       [&](const auto& one) { return one.first <= until && from <= one.second; })) {
        sv::SetLeaveRequest leave;
        leave.mutable_leave()->set_member(std::to_string(member));
        leave.mutable_leave()->set_from(day_text(from));
        leave.mutable_leave()->set_until(day_text(until));
        must(hours.set_leave(leave));
        lives[member].leaves.emplace_back(from, until);
      }
    }
    mark_all(monday);
  }

  /// What a month that ends before `close` asks of her.
  int owed(const Life& life, Day close) const {
    const auto last = std::chrono::year_month_day(close - days(1));
    const int length = static_cast<int>(unsigned(last.day()));
    int counted = 0;
    for (Day day = close - days(length); day < close; day += days(1))
      if (day >= first && !life.on_leave(day)) ++counted;
    return static_cast<int>(std::lround(static_cast<double>(due) * counted / length));
  }
  /// Her balance at the end of `until`, day by day; and the first close after `from` on which she
  /// owes.
  int balance(const Life& life, Day until, Day from = Day::max(),
              std::string* late_on = nullptr) const {
    int minutes = 0;
    for (Day day = first; day <= until; day += days(1)) {
      if (std::chrono::year_month_day(day).day() == std::chrono::day(1)) {
        minutes = std::min(minutes - owed(life, day), cap);
        if (late_on != nullptr && late_on->empty() && day > from && minutes < 0)
          *late_on = day_text(day);
      }
      for (const auto* of : {&life.given, &life.worked, &life.booked})
        if (const auto found = of->find(day); found != of->end()) minutes += found->second;
    }
    return minutes;
  }
};

TEST_F(TwoYears, AreWhatARecomputationSays) {
  set_up();
  const Day now = first + days(7 * weeks);
  for (Day monday = first; monday < now; monday += days(7)) live(monday);
  at(now, "08:00");
  must(planning.generate({}));
  must(hours.settle({}));
  installation.settle();
  for (int n = 0; n < 120; ++n) {
    const int member = 1 + any(helpful);
    const Day monday = now + days(7 * any(7));
    if (!lives[member].on_leave(monday) && !lives[member].on_leave(monday + days(6)))
      take_some_seat(member, monday);
  }
  for (const auto& kind : kinds)
    for (const auto& [shift, seats] : taken)
      if (shift.first == kind.title && shift.second >= now)
        for (const auto& [seat, member] : seats) lives[member].booked[shift.second] += kind.minutes;

  const Day last = now + days(8 * 7 + 1);
  int late = 0;
  int will_be = 0;
  for (int member = 1; member <= everybody; ++member) {
    Life& life = lives[member];
    const std::string number = std::to_string(member);
    const auto stands = statement(number);
    Life so_far = life;
    so_far.booked.clear();
    const int minutes = balance(so_far, now);
    ASSERT_EQ(stands.balance_minutes(), minutes) << number;
    ASSERT_EQ(stands.state(), minutes < 0 ? sv::DUTY_STATE_LATE : sv::DUTY_STATE_ON_TRACK)
        << number;
    std::string late_on;
    balance(life, last, now, &late_on);
    if (minutes < 0) {
      ++late;
    } else {
      ASSERT_EQ(stands.late_on(), late_on) << number;
      if (!late_on.empty()) ++will_be;
    }
    const Day past = first + days(any(7 * weeks));
    ASSERT_EQ(statement(number, day_text(past)).balance_minutes(), balance(so_far, past))
        << number << " " << day_text(past);
  }
  EXPECT_GT(late, 20);
  EXPECT_GT(will_be, 3);

  // Who gave how much in a month.
  sv::ListMonthRequest month;
  month.set_month("2027-06");
  const auto listed = must(hours.list_month(month));
  std::map<std::string, std::pair<int, int>> gave;
  for (const auto& row : listed.rows())
    gave[row.member()] = {row.shift_minutes(), row.work_minutes()};
  const auto in_june = [](const std::map<Day, int>& of) {
    int sum = 0;
    for (const auto& [day, minutes] : of)
      if (day_text(day).starts_with("2027-06")) sum += minutes;
    return sum;
  };
  for (const auto& [member, life] : lives)
    ASSERT_EQ(gave[std::to_string(member)], std::pair(in_june(life.given), in_june(life.worked)))
        << member;

  // The weeks to come, and who carried the last thirteen.
  const auto coverage = must(planning.get_coverage({}));
  ASSERT_EQ(coverage.weeks_size(), 8);
  for (const auto& week : coverage.weeks())
    for (const auto& title : week.titles()) {
      const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                     [&](const Kind& one) { return one.title == title.title(); });
      const auto& seats =
          taken[{kind->title, read_day(week.monday()).value() + days(kind->weekday - 1)}];
      ASSERT_EQ(title.seats(), static_cast<int>(kind->skills.size()));
      ASSERT_EQ(title.taken(), static_cast<int>(seats.size()))
          << week.monday() << " " << title.title();
      ASSERT_EQ(title.important_free(), seats.contains(1) ? 0 : 1);
    }
  std::vector<int> lately;
  for (int member = 1; member <= everybody; ++member) {
    int sum = 0;
    for (const auto* of : {&lives[member].given, &lives[member].worked})
      for (const auto& [day, minutes] : *of)
        if (day >= now - days(12 * 7)) sum += minutes;
    lately.push_back(sum);
  }
  std::sort(lately.rbegin(), lately.rend());
  const auto sum = [&](std::ptrdiff_t many) {
    return std::accumulate(lately.begin(), lately.begin() + many, 0);
  };
  EXPECT_EQ(coverage.busiest_tenth_permille(), sum(15) * 1000 / sum(everybody));
  EXPECT_EQ(coverage.active(), everybody);
  EXPECT_EQ(coverage.gave(),
            std::count_if(lately.begin(), lately.end(), [](int minutes) { return minutes > 0; }));
  ASSERT_EQ(coverage.scarce_size(), 1);
  EXPECT_EQ(coverage.scarce(0).name(), "Savoir 5");
  EXPECT_EQ(coverage.scarce(0).holders(), 2);
}

}  // namespace
}  // namespace halle::test
