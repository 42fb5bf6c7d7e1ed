#pragma once
// The rule packs: what the time a member gives comes to. Pure.
//
// An association has one rule at a time, each from a day on. A rule is a pack and its parameters. A
// pack counts services and work, closes periods, and says how a member stands. Everything is
// counted in minutes; a pack that counts services takes one as so many minutes.
//
// Sources of the packs: the public behaviour of elefan-grenoble/gestion-compte, of La Louve's
// coop_membership, of beescoop/Obeesdoo and of SuperCoopBerlin/tapir.

#include <map>
#include <memory>
#include <variant>

#include "services/shifts/domain/hours/facts.hpp"

namespace halle::shifts {

/// So much time a month. A month that has ended is owed on the first instant of the next one. Only
/// days count on which she is an active member and not on leave: due × days / days of the month,
/// half a minute up. A month of which no such day is left because of leave has a line of 0 that
/// says so. Then what she has beyond the cap is taken off. Begins with a month.
struct MonthlyHours {
  int due_minutes = 0;
  std::optional<int> surplus_cap_minutes;  // none: all is kept
};

/// gestion-compte: so much time a cycle. What is beyond `kept_minutes` at its end goes to savings,
/// or is lost; savings pay a debt of whoever missed no service of the cycle and gave none back
/// late.
struct GestionCompte {
  int cycle_weeks = 4;
  int due_minutes = 180;
  int kept_minutes = 0;
  bool savings = false;
  int late_below_minutes = 540;  // late with a debt of more
};

/// La Louve: who has a regular seat owes nothing for coming, 1 service for being excused and 2 for
/// being absent, and makes up for them elsewhere, never above 0. Who has none owes 1 a cycle, 2 if
/// she has none in advance, 1 with a delay, twice in a row at most. Late 28 days after she began to
/// owe. Absent at two regular services in a row without one made up for: loses her regular seat.
struct LaLouve {
  int service_minutes = 165;
  int cycle_weeks = 4;
  int alert_days = 28;
};

/// Obeesdoo: who has a regular seat owes 1 service for being excused; for being absent also 1 of
/// compensation. Each one made up for pays the first, then the second. Who has none owes 1 each 28
/// days of her own, with `penalty` 2 the first time. Late after more than 28 days; at 4 owed in
/// all she loses her regular seat.
struct Obeesdoo {
  int service_minutes = 165;
  int period_days = 28;
  int alert_days = 28;
  int unsubscribed_at = 4;
  bool penalty = false;
};

/// tapir: 1 service a cycle, from everybody; 1 more for being absent. Late, and owing nothing more,
/// as long as she owes 4 for more than 10 days and what she booked for the next 8 weeks leaves it
/// so. A leave of 168 days loses a regular seat.
struct Tapir {
  int service_minutes = 180;
  int cycle_weeks = 4;
  int frozen_at = 4;
  int frozen_after_days = 10;
  int ahead_weeks = 8;
  int seat_lost_after_days = 168;
};

using Parameters = std::variant<MonthlyHours, GestionCompte, LaLouve, Obeesdoo, Tapir>;

/// What the association asks for from a day on.
struct Rule {
  Day from{};
  Parameters parameters;
  bool per_household = false;  // see household.hpp
};

/// Of all packs, as of now.
inline constexpr int pack_version = 1;
/// `monthly_hours` …
std::string pack_of(const Rule& rule);
/// Weeks of its cycle, counted from its first day, a Monday; none: it counts in months.
std::optional<int> cycle_weeks_of(const Rule& rule);

/// How a member stands. Numbers as in shifts.proto.
enum class Duty { on_track = 1, late = 2, alert = 3, unsubscribed = 4 };

/// Accounts of the ledger. A balance of `time` below 0 is owed.
namespace account {
inline constexpr const char* time = "time";
inline constexpr const char* savings = "savings";            // gestion_compte; never below 0
inline constexpr const char* compensation = "compensation";  // obeesdoo; never above 0
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

/// What coming to a shift brings under a rule, to whoever has no regular seat there.
int brings(const Rule& rule, int minutes, int worth);

/// Whoever goes on such a leave loses her regular seat.
bool loses_seat(const Rule& rule, const Days& leave);

}  // namespace halle::shifts
