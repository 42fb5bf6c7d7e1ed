// So much time a month. A month that has ended is owed on the first instant of the next one. Only
// days count on which the member is active and not on leave: due × days / days of the month, half a
// minute up. A month of which no such day is left because of leave has a line of 0 that says so.
// Then what exceeds the cap is taken off.

#include "services/shifts/domain/hours/pack.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;

constexpr Parameter due_minutes = number(1, "due_minutes", {0, 6000}, "shifts.bad_due");
// None: all is kept.
constexpr Parameter surplus_cap_minutes =
    optional_number(2, "surplus_cap_minutes", {0, 60'000}, "shifts.bad_cap");

/// What a month asks of a member.
struct Due {
  int minutes = 0;
  int counted = 0;  // days on which the member is active and not on leave
  int active = 0;
  int days = 0;  // of the month
};

class Monthly final : public Terms {
 public:
  Monthly(const Values& values, std::optional<Day> until)
      : due_(values[due_minutes]), cap_(values.find(surplus_cap_minutes)), until_(until) {}

  std::vector<Day> closes(const MemberFacts& /*facts*/, Day from, Day last) const override {
    std::vector<Day> all;
    Day day = from;
    do {
      day = last_day(month_of(day)) + days(1);
      // A rule that begins in the middle of a month cuts this one short.
      if (until_ && day > *until_) day = *until_;
      if (day <= last) all.push_back(day);
    } while (day < last);
    return all;
  }

  void close(Book& book, Day day) const override {
    const Month month = month_of(day - days(1));
    const Due due = due_in(book.facts, month);
    if (due.active == 0) return;
    if (due_ > 0) {
      std::string words = "month=" + month_text(month);
      const char* rule = "shifts.rule_month";
      if (due.counted == 0) {
        rule = "shifts.rule_leave";
      } else if (due.counted < due.days) {
        rule = "shifts.rule_month_part";
        words += "\ndays=" + std::to_string(due.counted) + "\nof=" + std::to_string(due.days);
      }
      book.write(
          {account::time, "month", month_text(month), -due.minutes, 0, rule, words, {}, day, {}});
    }
    if (cap_ && book.balance() > *cap_)
      book.write({account::time,
                  "surplus",
                  month_text(month),
                  *cap_ - book.balance(),
                  0,
                  "shifts.rule_surplus",
                  "month=" + month_text(month),
                  {},
                  day,
                  {}});
  }

  void count(Book& book, const Service& service) const override {
    if (service.presence == Presence::present)
      book.write(line_of(service, service.minutes * service.worth / 100, "shifts.rule_attended"));
  }

  Duty duty(const Book& book, Day today) const override {
    if (!book.owes_since()) return Duty::on_track;
    return within(book.facts.delays, today) ? Duty::alert : Duty::late;
  }

  Period period(const Book& book, Day /*from*/, Day today) const override {
    const Month month = month_of(today);
    return {first_day(month), last_day(month), due_in(book.facts, month).minutes};
  }

  int brings(int minutes, int worth) const override { return minutes * worth / 100; }

 private:
  Due due_in(const MemberFacts& facts, Month month) const {
    Due due;
    for (Day day = first_day(month); day <= last_day(month); day += days(1)) {
      ++due.days;
      if ((until_ && day >= *until_) || !within(facts.active, day)) continue;
      ++due.active;
      if (!within(facts.leaves, day)) ++due.counted;
    }
    due.minutes = (2 * due_ * due.counted + due.days) / (2 * due.days);
    return due;
  }

  int due_;
  std::optional<int> cap_;
  std::optional<Day> until_;
};
}  // namespace

const Pack& monthly_hours() {
  static const Pack pack{
      .name = "monthly_hours",
      .asked_field = 2,
      .stated_field = 4,
      .parameters = {due_minutes, surplus_cap_minutes},
      .by_month = true,
      .with = [](const Values& values, std::optional<Day> until) -> std::unique_ptr<Terms> {
        return std::make_unique<Monthly>(values, until);
      }};
  return pack;
}

}  // namespace halle::shifts
