#include <algorithm>

#include "services/shifts/domain/packs/pack.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;

class Louve final : public Pack {
 public:
  explicit Louve(const LaLouve& rule) : rule_(rule), length_(rule.cycle_weeks * 7) {}

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
      Entry entry = line_of(service, -one(), "shifts.rule_absent");
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
    const bool reduced = services == 1 && book.balance() < one();
    book.reduced = reduced ? book.reduced + 1 : 0;
    book.write(line_of("cycle", day, length_, -services * one(),
                       reduced ? "shifts.rule_cycle_reduced" : "shifts.rule_cycle"));
  }

  void count(Book& book, const Service& service) const override {
    if (within(book.facts.regular, service.day))
      count_regular(book, service);
    else
      count_flying(book, service);
  }

  Duty duty(const Book& book, Day today) const override {
    if (book.strikes >= 2 && within(book.facts.regular, today)) return Duty::unsubscribed;
    const auto since = book.owes_since();
    return with_grace(book, today,
                      since && today >= *since + days(rule_.alert_days) ? Duty::late : Duty::alert);
  }

  Period period(const Book& book, Day from, Day today) const override {
    Period out = cycle_of(from, length_, today);
    if (within(book.facts.active, out.until) && !within(book.facts.leaves, out.until) &&
        !within(book.facts.regular, out.until))
      out.owed = owed(book, out.until) * one();
    return out;
  }

 private:
  int one() const { return rule_.service_minutes; }
  int worth(const Service& service) const { return one() * service.worth / 100; }

  /// Services that the cycle asks for of whoever has no regular seat.
  int owed(const Book& book, Day last) const {
    if (book.balance() >= one()) return 1;
    return within(book.facts.delays, last) && book.reduced < 2 ? 1 : 2;
  }

  void count_regular(Book& book, const Service& service) const {
    if (service.own) {
      if (service.presence == Presence::absent)
        ++book.strikes;
      else if (service.presence != Presence::called_off)
        book.strikes = 0;
      switch (service.presence) {
        case Presence::present:
          return book.write(line_of(service, 0, "shifts.rule_attended"));
        case Presence::excused:
          return book.write(line_of(service, -one(), "shifts.rule_excused"));
        case Presence::absent:
          return book.write(line_of(service, -2 * one(), "shifts.rule_absent"));
        case Presence::called_off:
          return;
      }
    }
    if (service.presence != Presence::present) return;
    book.strikes = 0;
    // Made up for, never in advance.
    const int owing = std::max(0, -book.balance());
    book.write(line_of(service, std::min(owing, worth(service)), "shifts.rule_attended"));
  }

  void count_flying(Book& book, const Service& service) const {
    if (service.presence == Presence::present)
      book.write(line_of(service, worth(service), "shifts.rule_attended"));
    else if (service.own && service.presence == Presence::absent)
      book.write(line_of(service, -one(), "shifts.rule_absent"));
    else if (service.own && service.presence == Presence::excused)
      book.write(line_of(service, -one(), "shifts.rule_excused"));
  }

  LaLouve rule_;
  days length_;
};
}  // namespace

std::unique_ptr<Pack> la_louve(const LaLouve& rule) {
  return std::make_unique<Louve>(rule);
}

}  // namespace halle::shifts
