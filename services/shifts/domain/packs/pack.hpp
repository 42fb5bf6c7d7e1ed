#pragma once
// What a rule pack has to say, and the book it writes into.

#include "services/shifts/domain/hours/rules.hpp"

namespace halle::shifts {

/// A member's account while the rules run over it.
class Book {
 public:
  explicit Book(const MemberFacts& known) : facts(known) {}

  const MemberFacts& facts;
  std::string pack;  // whose lines are written
  int strikes = 0;   // regular services missed in a row
  int reduced = 0;   // periods in a row for which less was asked

  int balance(const char* of = account::time) const;
  /// Appends a line of the current pack.
  void write(Entry entry);
  /// The day since which something is owed on some account.
  std::optional<Day> owes_since() const { return owes_since_; }
  /// The day since which the balance of `time` is `limit` or less.
  std::optional<Day> at_most_since(int limit) const;

  std::vector<Entry> entries;
  std::map<std::string, int> balances;

 private:
  std::optional<Day> owes_since_;
};

class Pack {
 public:
  virtual ~Pack() = default;
  /// The days on which periods that began with `from` or later have ended, until `last`.
  virtual std::vector<Day> closes(const MemberFacts& facts, Day from, Day last) const = 0;
  /// A period ended with the day before.
  virtual void close(Book& book, Day day) const = 0;
  virtual void count(Book& book, const Service& service) const = 0;
  virtual Duty duty(const Book& book, Day today) const = 0;
  /// The period of a day; `from`: the rule's first.
  virtual Period period(const Book& book, Day from, Day today) const = 0;
};

/// `until`: the day on which the next rule begins.
std::unique_ptr<Pack> monthly_hours(const MonthlyHours& rule, std::optional<Day> until);
std::unique_ptr<Pack> gestion_compte(const GestionCompte& rule);
std::unique_ptr<Pack> la_louve(const LaLouve& rule);
std::unique_ptr<Pack> obeesdoo(const Obeesdoo& rule);
std::unique_ptr<Pack> tapir(const Tapir& rule);

/// A line of a shift.
Entry line_of(const Service& service, int minutes, const char* rule);
/// A line of a period that began so many days before `close`.
Entry line_of(const char* kind, Day close, std::chrono::days length, int minutes, const char* rule);
/// The ends of cycles counted from a day.
std::vector<Day> cycles(Day from, std::chrono::days length, Day last);
/// The cycle of a day.
Period cycle_of(Day from, std::chrono::days length, Day today);
/// Owes nothing; owes something and may shop; or `otherwise`.
Duty with_grace(const Book& book, Day today, Duty otherwise);

}  // namespace halle::shifts
