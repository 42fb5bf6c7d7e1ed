// Services and compensations, as in the shops that run beescoop/Obeesdoo. A member with a regular
// seat owes 1 service for being excused; for being absent also 1 of compensation. Each one made up
// for pays the first, then the second. A member without one owes 1 each `period_days`, counted from
// the member's own first one, with `penalty` 2 the first time. Late after more than `alert_days`;
// at `unsubscribed_at` owed in all the member loses the regular seat.

#include <algorithm>

#include "services/shifts/domain/hours/pack.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;

constexpr Parameter service_minutes =
    number(1, "service_minutes", {15, 1440}, "shifts.bad_service_minutes", 165);
constexpr Parameter period_days = number(2, "period_days", {7, 366}, "shifts.bad_rule_days", 28);
constexpr Parameter alert_days = number(3, "alert_days", {1, 365}, "shifts.bad_rule_days", 28);
constexpr Parameter unsubscribed_at =
    number(4, "unsubscribed_at", {2, 20}, "shifts.bad_services", 4);
constexpr Parameter penalty = yes_or_no(5, "penalty");

class Bees final : public Terms {
 public:
  explicit Bees(const Values& values)
      : one_(values[service_minutes]),
        length_(values[period_days]),
        alert_(values[alert_days]),
        unsubscribed_at_(values[unsubscribed_at]),
        penalty_(values[penalty] != 0) {}

  /// Counted from the first day on which the member was active without a regular seat.
  std::vector<Day> closes(const MemberFacts& facts, Day from, Day last) const override {
    std::vector<Day> all;
    std::optional<Day> since;
    for (Day day = from; day < last; day += days(1)) {
      if (!within(facts.active, day) || within(facts.regular, day)) {
        since.reset();
        continue;
      }
      if (!since) since = day;
      if ((day + days(1) - *since) % length_ == days(0)) all.push_back(day + days(1));
    }
    return all;
  }

  void close(Book& book, Day day) const override {
    if (within(book.facts.leaves, day - days(1))) {
      book.write(line_of("cycle", day, length_, 0, "shifts.rule_cycle_leave"));
      return;
    }
    const int services = penalty_ && book.balance() == 0 ? 2 : 1;
    book.write(line_of("cycle", day, length_, -services * one_, "shifts.rule_cycle"));
  }

  void count(Book& book, const Service& service) const override {
    if (within(book.facts.regular, service.day))
      count_regular(book, service);
    else if (service.presence == Presence::absent)
      book.write(line_of(service, -one_, "shifts.rule_absent"));
    else if (service.presence == Presence::present)
      book.write(line_of(service, one_, "shifts.rule_attended"));
    else if (service.presence == Presence::called_off)
      book.write(line_of(service, one_, "shifts.rule_called_off"));
  }

  Duty duty(const Book& book, Day today) const override {
    auto since = book.owes_since();
    if (!since) return Duty::on_track;
    for (const auto& leave : book.facts.leaves)
      if (leave.until && leave.from <= today && *leave.until >= *since && *leave.until < today)
        since = *leave.until + days(1);
    const int owed = -book.balance() - book.balance(account::compensation);
    Duty otherwise = Duty::alert;
    if (owed >= unsubscribed_at_ * one_)
      otherwise = Duty::unsubscribed;
    else if (today > *since + alert_)
      otherwise = Duty::late;
    return with_grace(book, today, otherwise);
  }

  Period period(const Book& book, Day from, Day today) const override {
    Day since = today;
    const auto flying = [&](Day day) {
      return within(book.facts.active, day) && !within(book.facts.regular, day);
    };
    while (since > from && flying(since - days(1))) since -= days(1);
    Period out = cycle_of(since, length_, today);
    if (flying(today) && !within(book.facts.leaves, out.until)) out.owed = one_;
    return out;
  }

  int brings(int /*minutes*/, int /*worth*/) const override { return one_; }
  std::optional<int> weeks_in_cycle() const override { return 1; }

 private:
  void count_regular(Book& book, const Service& service) const {
    if (!service.own) {
      if (service.presence != Presence::present) return;
      Entry entry = line_of(service, one_, "shifts.rule_attended");
      if (book.balance() >= 0 && book.balance(account::compensation) < 0)
        entry.account = account::compensation;
      book.write(std::move(entry));
      return;
    }
    switch (service.presence) {
      case Presence::present:
        return book.write(line_of(service, 0, "shifts.rule_attended"));
      case Presence::excused:
        return book.write(line_of(service, -one_, "shifts.rule_excused"));
      case Presence::absent: {
        Entry entry = line_of(service, -one_, "shifts.rule_absent");
        book.write(entry);
        entry.account = account::compensation;
        return book.write(std::move(entry));
      }
      case Presence::called_off:
        return;
    }
  }

  int one_;  // minutes of a service
  days length_;
  days alert_;
  int unsubscribed_at_;
  bool penalty_;
};
}  // namespace

const Pack& obeesdoo() {
  static const Pack pack{
      .name = "obeesdoo",
      .asked_field = 5,
      .stated_field = 7,
      .parameters = {service_minutes, period_days, alert_days, unsubscribed_at, penalty},
      .with = [](const Values& values, std::optional<Day> /*until*/) -> std::unique_ptr<Terms> {
        return std::make_unique<Bees>(values);
      }};
  return pack;
}

}  // namespace halle::shifts
