#pragma once
// The rule packs: what the time a member gives comes to. Pure.
//
// An association has one rule at a time, each from a day on. A rule is a pack and its parameters. A
// pack counts services and work, closes periods, and says how a member stands. Everything is
// counted in minutes; a pack that counts services takes one as so many minutes.

#include <map>

#include "services/shifts/domain/hours/facts.hpp"
#include "services/shifts/domain/hours/parameters.hpp"

namespace halle::shifts {

struct Pack;

/// What the association asks for from a day on.
struct Rule {
  Day from{};
  const Pack* pack = nullptr;  // one of packs()
  Values values;
  bool per_household = false;  // see household.hpp
};

/// Of all packs, as of now.
inline constexpr int pack_version = 1;
/// Weeks of its cycle, counted from its first day, a Monday; none: it counts in months.
std::optional<int> cycle_weeks_of(const Rule& rule);

/// How a member stands. Numbers as in shifts.proto.
enum class Duty { on_track = 1, late = 2, alert = 3, unsubscribed = 4 };

/// Accounts of the ledger. A balance of `time` below 0 is owed.
namespace account {
inline constexpr const char* time = "time";
inline constexpr const char* savings = "savings";            // never below 0
inline constexpr const char* compensation = "compensation";  // never above 0
}  // namespace account

/// A line that a pack writes.
struct Entry {
  std::string account;
  std::string kind;   // shift, work, month, cycle, surplus, saved, repaid, absence
  std::string cause;  // of its kind
  int minutes = 0;
  int given = 0;           // minutes of real time, of a shift or work
  std::string rule;        // key of its words
  std::string parameters;  // key=value, one a line
  std::string pack;
  Day day{};                  // counts from its first instant on,
  std::optional<Instant> at;  // or from this one
  std::string person{};       // number of who gave it, if it is another of the household

  bool operator==(const Entry&) const = default;
};

/// The end of a period: on `day` the next one began, and this was the balance of `time`.
struct Close {
  Day day{};
  int balance = 0;
};

/// The current period.
struct Period {
  Day from{};
  Day until{};
  int owed = 0;
};

/// What the rules make of a member.
struct Outcome {
  std::vector<Entry> entries;  // in the order they count
  std::vector<Close> closes;
  std::map<std::string, int> balances;  // by account; `time` is there
  Duty duty = Duty::on_track;
  Period period;
};

/// Runs the rules over all services and work of `facts`, whenever they are, and over periods that
/// ended by `today`. Rules in any order; before the first one, time that is given counts and none
/// is owed.
Outcome run(const MemberFacts& facts, std::vector<Rule> rules, Day today);

/// The first period that ends after `from` and until `last`, with something owed.
std::optional<Close> first_shortfall(const Outcome& outcome, Day from, Day last);

/// The rule in force on a day; none before the first.
const Rule* rule_on(const std::vector<Rule>& rules, Day day);

/// What coming to a shift brings under a rule, to a member who has no regular seat there.
int brings(const Rule& rule, int minutes, int worth);

/// Whether a member who goes on such a leave loses the regular seat.
bool loses_seat(const Rule& rule, const Days& leave);

}  // namespace halle::shifts
