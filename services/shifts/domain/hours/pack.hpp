#pragma once
// What a rule pack has to say, and the book it writes into. A pack is one file of domain/packs and
// one line of packs.cpp.

#include <memory>
#include <vector>

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

/// A pack with the parameters of one rule.
class Terms {
 public:
  virtual ~Terms() = default;
  /// The days on which periods that began with `from` or later have ended, until `last`.
  virtual std::vector<Day> closes(const MemberFacts& facts, Day from, Day last) const = 0;
  /// A period ended with the day before.
  virtual void close(Book& book, Day day) const = 0;
  virtual void count(Book& book, const Service& service) const = 0;
  virtual Duty duty(const Book& book, Day today) const = 0;
  /// The period of a day; `from`: the rule's first.
  virtual Period period(const Book& book, Day from, Day today) const = 0;
  /// What coming to a shift of that length brings to a member who has no regular seat there.
  virtual int brings(int minutes, int worth) const = 0;
  /// Weeks of a cycle, counted from the rule's first day, a Monday; none: it counts in months.
  virtual std::optional<int> weeks_in_cycle() const { return std::nullopt; }
  /// Whether a member who goes on such a leave loses the regular seat.
  virtual bool loses_seat(const Days& /*leave*/) const { return false; }
};

/// What a pack is, whatever the parameters of a rule.
struct Pack {
  const char* name = "";
  /// Numbers of the pack's field in the `oneof parameters` of shifts.proto: of SetRuleRequest and
  /// SimulateRequest, and of Rule.
  int asked_field = 0;
  int stated_field = 0;
  std::vector<Parameter> parameters;
  /// A rule begins with a month; otherwise with a Monday.
  bool by_month = false;
  /// Counts by MemberFacts::seats or late_returns, which are read for such packs only.
  bool looks_at_seats = false;
  /// A member with a regular seat may book another one only while the account owes something.
  bool books_only_what_is_owed = false;
  /// `until`: the day on which the next rule begins.
  std::unique_ptr<Terms> (*with)(const Values& values, std::optional<Day> until) = nullptr;
};

/// All packs, in the order in which they are offered. The first one, with no parameter set, counts
/// what is given before the first rule.
const std::vector<const Pack*>& packs();
/// Null if there is none of that name.
const Pack* find_pack(std::string_view name);
/// The names of the packs of which `property` is true.
std::vector<std::string> packs_with(bool Pack::*property);
/// The usual values of those parameters that have one.
Values usual_values(const Pack& pack);

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
