#include "services/shifts/domain/packs/pack.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;

/// What a month asks of a member.
struct Due {
  int minutes = 0;
  int counted = 0;  // days she is active and not on leave
  int active = 0;
  int days = 0;  // of the month
};

class Monthly final : public Pack {
 public:
  Monthly(const MonthlyHours& rule, std::optional<Day> until) : rule_(rule), until_(until) {}

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
    if (rule_.due_minutes > 0) {
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
    if (rule_.surplus_cap_minutes && book.balance() > *rule_.surplus_cap_minutes)
      book.write({account::time,
                  "surplus",
                  month_text(month),
                  *rule_.surplus_cap_minutes - book.balance(),
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

 private:
  Due due_in(const MemberFacts& facts, Month month) const {
    Due due;
    for (Day day = first_day(month); day <= last_day(month); day += days(1)) {
      ++due.days;
      if ((until_ && day >= *until_) || !within(facts.active, day)) continue;
      ++due.active;
      if (!within(facts.leaves, day)) ++due.counted;
    }
    due.minutes = (2 * rule_.due_minutes * due.counted + due.days) / (2 * due.days);
    return due;
  }

  MonthlyHours rule_;
  std::optional<Day> until_;
};
}  // namespace

std::unique_ptr<Pack> monthly_hours(const MonthlyHours& rule, std::optional<Day> until) {
  return std::make_unique<Monthly>(rule, until);
}

}  // namespace halle::shifts
