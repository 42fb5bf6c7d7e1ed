#include <algorithm>

#include "services/shifts/domain/packs/pack.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;
using std::chrono::weeks;

class TapirPack final : public Pack {
 public:
  explicit TapirPack(const Tapir& rule) : rule_(rule), length_(rule.cycle_weeks * 7) {}

  std::vector<Day> closes(const MemberFacts& /*facts*/, Day from, Day last) const override {
    return cycles(from, length_, last);
  }

  void close(Book& book, Day day) const override {
    const Day last = day - days(1);
    if (!within(book.facts.active, last)) return;
    if (within(book.facts.leaves, last))
      book.write(line_of("cycle", day, length_, 0, "shifts.rule_cycle_leave"));
    else if (frozen(book, last))
      book.write(line_of("cycle", day, length_, 0, "shifts.rule_cycle_frozen"));
    else
      book.write(line_of("cycle", day, length_, -rule_.service_minutes, "shifts.rule_cycle"));
  }

  void count(Book& book, const Service& service) const override {
    switch (service.presence) {
      case Presence::present:
        return book.write(
            line_of(service, rule_.service_minutes * service.worth / 100, "shifts.rule_attended"));
      case Presence::absent:
        return book.write(line_of(service, -rule_.service_minutes, "shifts.rule_absent"));
      case Presence::excused:
      case Presence::called_off:
        if (service.own)
          book.write(line_of(service, rule_.service_minutes,
                             service.presence == Presence::excused ? "shifts.rule_excused"
                                                                   : "shifts.rule_called_off"));
    }
  }

  Duty duty(const Book& book, Day today) const override {
    return with_grace(book, today, frozen(book, today) ? Duty::late : Duty::alert);
  }

  Period period(const Book& book, Day from, Day today) const override {
    Period out = cycle_of(from, length_, today);
    if (within(book.facts.active, out.until) && !within(book.facts.leaves, out.until) &&
        !frozen(book, today))
      out.owed = rule_.service_minutes;
    return out;
  }

 private:
  bool frozen(const Book& book, Day day) const {
    const int limit = -rule_.frozen_at * rule_.service_minutes;
    const auto since = book.at_most_since(limit);
    if (!since || day - *since <= days(rule_.frozen_after_days)) return false;
    const auto booked =
        std::count_if(book.facts.seats.begin(), book.facts.seats.end(), [&](const Seat& seat) {
          return seat.taken <= day && (!seat.freed || *seat.freed > day) && seat.day > day &&
                 seat.day <= day + weeks(rule_.ahead_weeks);
        });
    return book.balance() + static_cast<int>(booked) * rule_.service_minutes <= limit;
  }

  Tapir rule_;
  days length_;
};
}  // namespace

std::unique_ptr<Pack> tapir(const Tapir& rule) {
  return std::make_unique<TapirPack>(rule);
}

}  // namespace halle::shifts
