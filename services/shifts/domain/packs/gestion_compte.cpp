// So much time a cycle, as the shops do that run elefan-grenoble/gestion-compte. What exceeds
// `kept_minutes` at the end of a cycle goes to savings, or is lost; savings pay a debt of a member
// who missed no service of the cycle and gave none back late. Late with a debt of more than
// `late_below_minutes`.

#include <algorithm>

#include "services/shifts/domain/hours/pack.hpp"

namespace halle::shifts {
namespace {
using std::chrono::days;

constexpr Parameter cycle_weeks = number(1, "cycle_weeks", {1, 12}, "shifts.bad_rule_weeks", 4);
constexpr Parameter due_minutes = number(2, "due_minutes", {0, 6000}, "shifts.bad_due", 180);
constexpr Parameter kept_minutes = number(3, "kept_minutes", {0, 60'000}, "shifts.bad_cap", 0);
constexpr Parameter savings = yes_or_no(4, "savings");
constexpr Parameter late_below_minutes =
    number(5, "late_below_minutes", {0, 60'000}, "shifts.bad_late_below", 540);

class Cycles final : public Terms {
 public:
  explicit Cycles(const Values& values)
      : weeks_(values[cycle_weeks]),
        due_(values[due_minutes]),
        kept_(values[kept_minutes]),
        saves_(values[savings] != 0),
        late_below_(values[late_below_minutes]),
        length_(weeks_ * 7) {}

  std::vector<Day> closes(const MemberFacts& /*facts*/, Day from, Day last) const override {
    return cycles(from, length_, last);
  }

  void close(Book& book, Day day) const override {
    const Day last = day - days(1);
    if (!within(book.facts.active, last)) return;
    if (within(book.facts.leaves, last))
      book.write(line_of("cycle", day, length_, 0, "shifts.rule_cycle_leave"));
    else
      book.write(line_of("cycle", day, length_, -due_, "shifts.rule_cycle"));
    const int surplus = book.balance() - kept_;
    const int saved = book.balance(account::savings);
    if (surplus > 0) {
      book.write(line_of("surplus", day, length_, -surplus,
                         saves_ ? "shifts.rule_saved" : "shifts.rule_cycle_surplus"));
      if (saves_) move(book, line_of("saved", day, length_, surplus, "shifts.rule_saved"));
    } else if (saves_ && book.balance() < 0 && saved > 0) {
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
    return with_grace(book, today, book.balance() < -late_below_ ? Duty::late : Duty::alert);
  }

  Period period(const Book& book, Day from, Day today) const override {
    Period out = cycle_of(from, length_, today);
    if (within(book.facts.active, out.until) && !within(book.facts.leaves, out.until))
      out.owed = due_;
    return out;
  }

  int brings(int minutes, int worth) const override { return minutes * worth / 100; }
  std::optional<int> weeks_in_cycle() const override { return weeks_; }

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

  int weeks_;
  int due_;
  int kept_;
  bool saves_;
  int late_below_;
  days length_;
};
}  // namespace

const Pack& gestion_compte() {
  static const Pack pack{
      .name = "gestion_compte",
      .asked_field = 3,
      .stated_field = 5,
      .parameters = {cycle_weeks, due_minutes, kept_minutes, savings, late_below_minutes},
      .looks_at_seats = true,
      .with = [](const Values& values, std::optional<Day> /*until*/) -> std::unique_ptr<Terms> {
        return std::make_unique<Cycles>(values);
      }};
  return pack;
}

}  // namespace halle::shifts
