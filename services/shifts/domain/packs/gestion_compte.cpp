#include <algorithm>

#include "services/shifts/domain/packs/pack.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;

class Cycles final : public Pack {
 public:
  explicit Cycles(const GestionCompte& rule) : rule_(rule), length_(rule.cycle_weeks * 7) {}

  std::vector<Day> closes(const MemberFacts& /*facts*/, Day from, Day last) const override {
    return cycles(from, length_, last);
  }

  void close(Book& book, Day day) const override {
    const Day last = day - days(1);
    if (!within(book.facts.active, last)) return;
    if (within(book.facts.leaves, last))
      book.write(line_of("cycle", day, length_, 0, "shifts.rule_cycle_leave"));
    else
      book.write(line_of("cycle", day, length_, -rule_.due_minutes, "shifts.rule_cycle"));
    const int surplus = book.balance() - rule_.kept_minutes;
    const int saved = book.balance(account::savings);
    if (surplus > 0) {
      book.write(line_of("surplus", day, length_, -surplus,
                         rule_.savings ? "shifts.rule_saved" : "shifts.rule_cycle_surplus"));
      if (rule_.savings) move(book, line_of("saved", day, length_, surplus, "shifts.rule_saved"));
    } else if (rule_.savings && book.balance() < 0 && saved > 0) {
      if (missed(book.facts, day)) {
        book.write(line_of("repaid", day, length_, 0, "shifts.rule_not_repaid"));
      } else {
        const int paid = std::min(saved, -book.balance());
        book.write(line_of("repaid", day, length_, paid, "shifts.rule_repaid"));
        move(book, line_of("repaid", day, length_, -paid, "shifts.rule_repaid"));
      }
    }
  }

  void count(Book& book, const Service& service) const override {
    if (service.presence == Presence::present)
      book.write(line_of(service, service.minutes * service.worth / 100, "shifts.rule_attended"));
  }

  Duty duty(const Book& book, Day today) const override {
    return with_grace(book, today,
                      book.balance() < -rule_.late_below_minutes ? Duty::late : Duty::alert);
  }

  Period period(const Book& book, Day from, Day today) const override {
    Period out = cycle_of(from, length_, today);
    if (within(book.facts.active, out.until) && !within(book.facts.leaves, out.until))
      out.owed = rule_.due_minutes;
    return out;
  }

 private:
  static void move(Book& book, Entry entry) {
    entry.account = account::savings;
    book.write(std::move(entry));
  }

  bool missed(const MemberFacts& facts, Day close) const {
    const auto in_cycle = [&](Day day) { return day >= close - length_ && day < close; };
    return std::any_of(facts.late_returns.begin(), facts.late_returns.end(), in_cycle) ||
           std::any_of(facts.services.begin(), facts.services.end(), [&](const Service& service) {
             return service.presence == Presence::absent && in_cycle(service.day);
           });
  }

  GestionCompte rule_;
  days length_;
};
}  // namespace

std::unique_ptr<Pack> gestion_compte(const GestionCompte& rule) {
  return std::make_unique<Cycles>(rule);
}

}  // namespace halle::shifts
