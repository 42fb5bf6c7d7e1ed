#include <algorithm>

#include "services/shifts/domain/packs/pack.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;

class Bees final : public Pack {
 public:
  explicit Bees(const Obeesdoo& rule) : rule_(rule), length_(rule.period_days) {}

  /// Counted from the first day on which she was active without a regular seat.
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
    const int services = rule_.penalty && book.balance() == 0 ? 2 : 1;
    book.write(line_of("cycle", day, length_, -services * one(), "shifts.rule_cycle"));
  }

  void count(Book& book, const Service& service) const override {
    if (within(book.facts.regular, service.day))
      count_regular(book, service);
    else if (service.presence == Presence::absent)
      book.write(line_of(service, -one(), "shifts.rule_absent"));
    else if (service.presence == Presence::present)
      book.write(line_of(service, one(), "shifts.rule_attended"));
    else if (service.presence == Presence::called_off)
      book.write(line_of(service, one(), "shifts.rule_called_off"));
  }

  Duty duty(const Book& book, Day today) const override {
    auto since = book.owes_since();
    if (!since) return Duty::on_track;
    for (const auto& leave : book.facts.leaves)
      if (leave.until && leave.from <= today && *leave.until >= *since && *leave.until < today)
        since = *leave.until + days(1);
    const int owed = -book.balance() - book.balance(account::compensation);
    Duty otherwise = Duty::alert;
    if (owed >= rule_.unsubscribed_at * one())
      otherwise = Duty::unsubscribed;
    else if (today > *since + days(rule_.alert_days))
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
    if (flying(today) && !within(book.facts.leaves, out.until)) out.owed = one();
    return out;
  }

 private:
  int one() const { return rule_.service_minutes; }

  void count_regular(Book& book, const Service& service) const {
    if (!service.own) {
      if (service.presence != Presence::present) return;
      Entry entry = line_of(service, one(), "shifts.rule_attended");
      if (book.balance() >= 0 && book.balance(account::compensation) < 0)
        entry.account = account::compensation;
      book.write(std::move(entry));
      return;
    }
    switch (service.presence) {
      case Presence::present:
        return book.write(line_of(service, 0, "shifts.rule_attended"));
      case Presence::excused:
        return book.write(line_of(service, -one(), "shifts.rule_excused"));
      case Presence::absent: {
        Entry entry = line_of(service, -one(), "shifts.rule_absent");
        book.write(entry);
        entry.account = account::compensation;
        return book.write(std::move(entry));
      }
      case Presence::called_off:
        return;
    }
  }

  Obeesdoo rule_;
  days length_;
};
}  // namespace

std::unique_ptr<Pack> obeesdoo(const Obeesdoo& rule) {
  return std::make_unique<Bees>(rule);
}

}  // namespace halle::shifts
