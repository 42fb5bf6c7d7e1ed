// Services, as in La Louve's coop_membership. A member with a regular seat owes nothing for coming,
// 1 service for being excused and 2 for being absent, and makes up for them elsewhere, never above
// 0. A member without one owes 1 a cycle, 2 with none in advance, 1 with a delay, twice in a row at
// most. Late `alert_days` after the debt began. Absent at two regular services in a row without one
// made up for: the member loses the regular seat.

#include <algorithm>

#include "services/shifts/domain/hours/pack.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;

constexpr Parameter service_minutes =
    number(1, "service_minutes", {15, 1440}, "shifts.bad_service_minutes", 165);
constexpr Parameter cycle_weeks = number(2, "cycle_weeks", {1, 12}, "shifts.bad_rule_weeks", 4);
constexpr Parameter alert_days = number(3, "alert_days", {1, 365}, "shifts.bad_rule_days", 28);

class Louve final : public Terms {
 public:
  explicit Louve(const Values& values)
      : one_(values[service_minutes]),
        weeks_(values[cycle_weeks]),
        alert_(values[alert_days]),
        length_(weeks_ * 7) {}

  std::vector<Day> closes(const MemberFacts& /*facts*/, Day from, Day last) const override {
    return cycles(from, length_, last);
  }

  void close(Book& book, Day day) const override {
    const Day last = day - days(1);
    if (within(book.facts.regular, last) || !within(book.facts.active, last)) return;
    // An absence elsewhere waits for the end of its cycle.
    for (const auto& service : book.facts.services) {
      if (service.presence != Presence::absent || service.own || service.day < day - length_ ||
          service.day >= day || within(book.facts.regular, service.day))
        continue;
      Entry entry = line_of(service, -one_, "shifts.rule_absent");
      entry.kind = "absence";
      entry.day = day;
      entry.at.reset();
      book.write(std::move(entry));
    }
    if (within(book.facts.leaves, last)) {
      book.write(line_of("cycle", day, length_, 0, "shifts.rule_cycle_leave"));
      return;
    }
    const int services = owed(book, last);
    const bool reduced = services == 1 && book.balance() < one_;
    book.reduced = reduced ? book.reduced + 1 : 0;
    book.write(line_of("cycle", day, length_, -services * one_,
                       reduced ? "shifts.rule_cycle_reduced" : "shifts.rule_cycle"));
  }

  void count(Book& book, const Service& service) const override {
    count_strike(book, service);
    if (within(book.facts.regular, service.day))
      count_regular(book, service);
    else
      count_flying(book, service);
  }

  Duty duty(const Book& book, Day today) const override {
    if (book.strikes >= 2 && within(book.facts.regular, today)) return Duty::unsubscribed;
    const auto since = book.owes_since();
    return with_grace(book, today, since && today >= *since + alert_ ? Duty::late : Duty::alert);
  }

  Period period(const Book& book, Day from, Day today) const override {
    Period out = cycle_of(from, length_, today);
    if (within(book.facts.active, out.until) && !within(book.facts.leaves, out.until) &&
        !within(book.facts.regular, out.until))
      out.owed = owed(book, out.until) * one_;
    return out;
  }

  int brings(int /*minutes*/, int worth) const override { return one_ * worth / 100; }
  std::optional<int> weeks_in_cycle() const override { return weeks_; }
  bool loses_seat(const Days& leave) const override { return !leave.until; }

 private:
  int worth(const Service& service) const { return one_ * service.worth / 100; }

  /// Services that the cycle asks for of a member without a regular seat.
  int owed(const Book& book, Day last) const {
    if (book.balance() >= one_) return 1;
    return within(book.facts.delays, last) && book.reduced < 2 ? 1 : 2;
  }

  /// An absence at a service of the regular seat is a strike; a service done ends the row, also
  /// while there is no such seat, and so does being excused from one.
  static void count_strike(Book& book, const Service& service) {
    const bool of_the_seat = service.own && within(book.facts.regular, service.day);
    if (of_the_seat && service.presence == Presence::absent)
      ++book.strikes;
    else if (service.presence == Presence::present ||
             (of_the_seat && service.presence == Presence::excused))
      book.strikes = 0;
  }

  void count_regular(Book& book, const Service& service) const {
    if (service.own) {
      switch (service.presence) {
        case Presence::present:
          return book.write(line_of(service, 0, "shifts.rule_attended"));
        case Presence::excused:
          return book.write(line_of(service, -one_, "shifts.rule_excused"));
        case Presence::absent:
          return book.write(line_of(service, -2 * one_, "shifts.rule_absent"));
        case Presence::called_off:
          return;
      }
    }
    if (service.presence != Presence::present) return;
    // Made up for, never in advance.
    const int owing = std::max(0, -book.balance());
    book.write(line_of(service, std::min(owing, worth(service)), "shifts.rule_attended"));
  }

  void count_flying(Book& book, const Service& service) const {
    if (service.presence == Presence::present)
      book.write(line_of(service, worth(service), "shifts.rule_attended"));
    else if (service.own && service.presence == Presence::absent)
      book.write(line_of(service, -one_, "shifts.rule_absent"));
    else if (service.own && service.presence == Presence::excused)
      book.write(line_of(service, -one_, "shifts.rule_excused"));
  }

  int one_;  // minutes of a service
  int weeks_;
  days alert_;
  days length_;
};
}  // namespace

const Pack& la_louve() {
  static const Pack pack{
      .name = "la_louve",
      .asked_field = 4,
      .stated_field = 6,
      .parameters = {service_minutes, cycle_weeks, alert_days},
      .books_only_what_is_owed = true,
      .with = [](const Values& values, std::optional<Day> /*until*/) -> std::unique_ptr<Terms> {
        return std::make_unique<Louve>(values);
      }};
  return pack;
}

}  // namespace halle::shifts
