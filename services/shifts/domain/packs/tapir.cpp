// 1 service a cycle, from everybody, as in the shops that run SuperCoopBerlin/tapir; 1 more for
// being absent. Late, and owing nothing more, as long as the member owes `frozen_at` for more than
// `frozen_after_days` and what is booked for the next `ahead_weeks` leaves it so. A leave of
// `seat_lost_after_days` loses a regular seat.

#include <algorithm>

#include "services/shifts/domain/hours/pack.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;
using std::chrono::weeks;

constexpr Parameter service_minutes =
    number(1, "service_minutes", {15, 1440}, "shifts.bad_service_minutes", 180);
constexpr Parameter cycle_weeks = number(2, "cycle_weeks", {1, 12}, "shifts.bad_rule_weeks", 4);
constexpr Parameter frozen_at = number(3, "frozen_at", {1, 20}, "shifts.bad_services", 4);
constexpr Parameter frozen_after_days =
    number(4, "frozen_after_days", {0, 365}, "shifts.bad_rule_days", 10);
constexpr Parameter ahead_weeks = number(5, "ahead_weeks", {1, 26}, "shifts.bad_rule_weeks", 8);
constexpr Parameter seat_lost_after_days =
    number(6, "seat_lost_after_days", {7, 730}, "shifts.bad_rule_days", 168);

class Tapir final : public Terms {
 public:
  explicit Tapir(const Values& values)
      : one_(values[service_minutes]),
        weeks_(values[cycle_weeks]),
        frozen_at_(values[frozen_at]),
        frozen_after_(values[frozen_after_days]),
        ahead_(values[ahead_weeks]),
        seat_lost_after_(values[seat_lost_after_days]),
        length_(weeks_ * 7) {}

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
      book.write(line_of("cycle", day, length_, -one_, "shifts.rule_cycle"));
  }

  void count(Book& book, const Service& service) const override {
    switch (service.presence) {
      case Presence::present:
        return book.write(line_of(service, one_ * service.worth / 100, "shifts.rule_attended"));
      case Presence::absent:
        return book.write(line_of(service, -one_, "shifts.rule_absent"));
      case Presence::excused:
      case Presence::called_off:
        if (service.own)
          book.write(line_of(service, one_,
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
      out.owed = one_;
    return out;
  }

  int brings(int /*minutes*/, int worth) const override { return one_ * worth / 100; }
  std::optional<int> weeks_in_cycle() const override { return weeks_; }
  bool loses_seat(const Days& leave) const override {
    return !leave.until || *leave.until - leave.from >= seat_lost_after_;
  }

 private:
  bool frozen(const Book& book, Day day) const {
    const int limit = -frozen_at_ * one_;
    const auto since = book.at_most_since(limit);
    if (!since || day - *since <= frozen_after_) return false;
    const auto booked =
        std::count_if(book.facts.seats.begin(), book.facts.seats.end(), [&](const Seat& seat) {
          return seat.taken <= day && (!seat.freed || *seat.freed > day) && seat.day > day &&
                 seat.day <= day + ahead_;
        });
    return book.balance() + static_cast<int>(booked) * one_ <= limit;
  }

  int one_;  // minutes of a service
  int weeks_;
  int frozen_at_;
  days frozen_after_;
  weeks ahead_;
  days seat_lost_after_;
  days length_;
};
}  // namespace

const Pack& tapir() {
  static const Pack pack{
      .name = "tapir",
      .asked_field = 6,
      .stated_field = 8,
      .parameters = {service_minutes, cycle_weeks, frozen_at, frozen_after_days, ahead_weeks,
                     seat_lost_after_days},
      .looks_at_seats = true,
      .with = [](const Values& values, std::optional<Day> /*until*/) -> std::unique_ptr<Terms> {
        return std::make_unique<Tapir>(values);
      }};
  return pack;
}

}  // namespace halle::shifts
