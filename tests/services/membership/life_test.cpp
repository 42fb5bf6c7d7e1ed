// Years of joining, renewing, sharing and leaving through the public API, beside a model that knows
// nothing of the database. tests/faults makes them longer.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <regex>

#include "halle/membership/v1/membership.halle.hpp"
#include "services/membership/domain/fees.hpp"
#include "services/membership/domain/period.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
namespace mv = membership::v1;
using Lines = std::vector<std::string>;
using std::chrono::days;

constexpr std::int64_t target = 2000;
const std::vector<std::int64_t> brackets{0, 1000, 1999, 2000, 2001, 4500};

/// Without shifts, whose jobs would count hours each day.
constexpr const char* without_shifts =
    "nodes { name: \"hall\" listens: true modules: \"hub\" modules: \"catalogue\" modules: "
    "\"membership\" modules: \"orders\" }";

struct Paid {
  std::string id;
  membership::Period days;
  std::int64_t cents = 0;
  bool paid = false;
  bool cancelled = false;
};

struct Person {
  std::vector<Paid> periods;  // in order
  bool left = false;
  std::string main;

  const Paid* last() const {
    for (auto one = periods.rbegin(); one != periods.rend(); ++one)
      if (!one->cancelled) return &*one;
    return nullptr;
  }
};

class Life : public testing::Test {
 protected:
  ManualClock clock{"2024-01-08T10:00:00Z"};
  Installation installation{without_shifts, clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  mv::MembersClient members{staff};
  mv::DuesClient dues{staff};
  std::mt19937 random{29};
  Day today{std::chrono::year(2024) / 1 / 8};

  std::map<int, Person> people;
  std::int64_t pot = 0;
  std::int64_t income = 0;
  std::int64_t cash = 0;
  std::map<std::string, int> outcomes;
  int short_of_pot = 0;  // refused for that

  void SetUp() override {
    mv::SetGridRequest request;
    auto& grid = *request.mutable_grid();
    grid.set_from("2024-01-01");
    grid.set_rule(mv::PERIOD_RULE_ONE_YEAR);
    grid.set_target_cents(target);
    for (const auto cents : brackets) {
      auto& bracket = *grid.add_brackets();
      bracket.set_name(std::to_string(cents));
      bracket.set_cents(cents);
    }
    must(dues.set_grid(request));
  }

  /// What a membership is to the pot: what is above its cost once it is paid, what is below at
  /// once.
  static std::int64_t in_pot(std::int64_t cents, bool paid) {
    return paid ? cents - target : std::min<std::int64_t>(0, cents - target);
  }
  int below(int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }
  bool shares(int number) const {
    return std::any_of(people.begin(), people.end(),
                       [&](const auto& one) { return one.second.main == std::to_string(number); });
  }

  /// What beginning a membership says; changes the model if it begins.
  std::string begin(Person& person, std::int64_t cents, bool paid) {
    if (!person.main.empty()) return "membership.in_household";
    const auto* last = person.last();
    const auto next = membership::next_period(membership::PeriodRule::one_year, today,
                                              last ? std::optional(last->days.last) : std::nullopt);
    if (!next) return "membership.too_early";
    const auto change = in_pot(cents, false);
    if (pot + change < 0) return "membership.pot_short";
    pot += paid ? in_pot(cents, true) : change;
    income += cents;
    cash += paid ? cents : 0;
    person.periods.push_back({"", *next, cents, paid, false});
    person.left = false;
    return "";
  }

  template <typename Reply>
  void agree(const std::string& what, const Result<Reply>& reply, const std::string& expected) {
    ASSERT_EQ(reply ? "" : reply.error().reason, expected) << what;
    short_of_pot += expected == "membership.pot_short" ? 1 : 0;
    ++outcomes[what + (expected.empty() ? " done" : " refused")];
  }

  void join() {
    const auto cents = brackets[static_cast<std::size_t>(below(6))];
    const bool paid = below(2) == 0;
    Person person;
    const auto expected = begin(person, cents, paid);
    mv::AddMemberRequest request;
    request.mutable_person()->set_name("Somebody");
    request.set_bracket(std::to_string(cents));
    request.set_means(paid ? mv::MEANS_CASH : mv::MEANS_UNSPECIFIED);
    const auto added = members.add(request);
    agree("join", added, expected);
    if (added) people[std::stoi(added.value().number())] = person;
  }
  void renew(int number, Person& person) {
    const auto cents = brackets[static_cast<std::size_t>(below(6))];
    const bool paid = below(2) == 0;
    mv::RenewRequest request;
    request.set_member(std::to_string(number));
    request.set_bracket(std::to_string(cents));
    request.set_means(paid ? mv::MEANS_CARD : mv::MEANS_UNSPECIFIED);
    agree("renew", dues.renew(request), begin(person, cents, paid));
  }
  /// The ids are those of the database.
  void read_ids(int number, Person& person) {
    mv::ListPeriodsRequest request;
    request.set_member(std::to_string(number));
    const auto listed = must(dues.list_periods(request));
    ASSERT_EQ(listed.periods_size(), std::ssize(person.periods));
    for (auto& one : person.periods)
      for (const auto& period : listed.periods())
        if (period.first_day() == day_text(one.days.first) &&
            period.cancelled_on().empty() == !one.cancelled)
          one.id = period.id();
  }
  void pay(int number, Person& person) {
    read_ids(number, person);
    for (auto& one : person.periods) {
      if (one.cancelled) continue;
      mv::MarkPaidRequest request;
      request.set_period(one.id);
      request.set_means(mv::MEANS_CHEQUE);
      agree("pay", dues.mark_paid(request), one.paid ? "membership.paid_already" : "");
      if (!one.paid) cash += one.cents;
      pot += in_pot(one.cents, true) - in_pot(one.cents, one.paid);
      one.paid = true;
    }
  }
  void cancel(int number, Person& person) {
    read_ids(number, person);
    const auto* last = person.last();
    for (auto& one : person.periods) {
      if (one.cancelled) continue;
      mv::CancelPeriodRequest request;
      request.set_period(one.id);
      const bool is_last = &one == last;
      const bool short_of = pot - in_pot(one.cents, one.paid) < 0;
      agree("cancel", dues.cancel(request),
            !is_last   ? "membership.not_the_last"
            : short_of ? "membership.pot_short"
                       : "");
      if (!is_last || short_of) continue;
      pot -= in_pot(one.cents, one.paid);
      income -= one.cents;
      one.cancelled = true;
      return;
    }
  }
  void leave(int number, Person& person) {
    mv::LeaveRequest request;
    request.set_number(std::to_string(number));
    agree("leave", members.leave(request), "");
    person.left = true;
    person.main.clear();
    for (auto& [other, one] : people)
      if (one.main == std::to_string(number)) one.main.clear();
  }
  void share(int number, Person& person) {
    auto main = people.begin();
    std::advance(main, below(static_cast<int>(people.size())));
    mv::SetHouseholdRequest request;
    request.set_number(std::to_string(number));
    if (below(3) != 0) request.set_main(std::to_string(main->first));
    const std::string expected = request.main().empty()             ? ""
                                 : main->first == number            ? "membership.household_self"
                                 : person.left || main->second.left ? "membership.has_left"
                                 : shares(number) || !main->second.main.empty()
                                     ? "membership.household_nested"
                                     : "";
    agree("share", members.set_household(request), expected);
    if (expected.empty()) person.main = request.main();
  }
};

TEST_F(Life, CentsAreExactAndThePotNeverFallsBelowNothing) {
  const int steps = setting("HALLE_LIFE", 1200);
  for (int step = 0; step < steps && !HasFatalFailure(); ++step) {
    if (below(4) == 0) {
      const int gone = below(20);
      today += days(gone);
      clock.advance(std::chrono::hours(24 * gone));
    }
    if (people.size() < 8 || below(15) == 0) {
      join();
      continue;
    }
    auto chosen = people.begin();
    std::advance(chosen, below(static_cast<int>(people.size())));
    auto& [number, person] = *chosen;
    switch (below(10)) {
      case 0:
        leave(number, person);
        break;
      case 1:
      case 2:
        share(number, person);
        break;
      case 3:
        pay(number, person);
        break;
      case 4:
        cancel(number, person);
        break;
      default:
        renew(number, person);
    }
    if (step % 20 != 0) continue;
    const auto cents = must(dues.get_grid({})).pot_cents();
    ASSERT_EQ(cents, pot) << "step " << step;
    ASSERT_GE(cents, 0) << "step " << step;
  }
  EXPECT_GT(short_of_pot, 0) << "the pot was never near nothing";
  installation.settle();
  EXPECT_EQ(must(dues.get_grid({})).pot_cents(), pot);
  EXPECT_EQ(installation.sql("SELECT coalesce(sum(amount_cents) FILTER (WHERE account = "
                             "'income:dues'), 0), coalesce(-sum(amount_cents) FILTER (WHERE "
                             "account LIKE 'cash:%'), 0), sum(amount_cents) FROM orders.posting"),
            Lines{std::to_string(income) + "|" + std::to_string(cash) + "|0"});
  EXPECT_EQ(installation.broken_invariants(), Lines{});
  for (const auto* what :
       {"join done", "join refused", "renew done", "renew refused", "pay done", "pay refused",
        "cancel done", "cancel refused", "leave done", "share done", "share refused"})
    EXPECT_GT(outcomes[what], 0) << what;
}

std::string hexadecimal(const std::string& text) {
  std::string out;
  for (const unsigned char c : text) {
    out += "0123456789abcdef"[c >> 4];
    out += "0123456789abcdef"[c & 15];
  }
  return out;
}

/// What is in a dump is what there is: no word of what anybody earns has a place in it, and what a
/// sheet says of it is not taken, into stored replies (hexadecimal in a dump) neither.
TEST_F(Life, ADumpOfTheDatabaseSaysNothingOfIncome) {
  for (int i = 0; i < 12; ++i) join();
  const std::string name = "Madame Fortune";
  const std::string earned = "31415 euros";
  mv::ImportMembersRequest sheet;
  for (const auto* heading : {"numero", "nom", "revenu mensuel"})
    sheet.mutable_sheet()->add_header(heading);
  auto* row = sheet.mutable_sheet()->add_rows();
  row->set_line(2);
  for (const auto& cell : {std::string("901"), name, earned}) row->add_cells(cell);
  must(members.import(sheet));
  mv::GetMemberRequest one;
  one.set_number("901");
  ASSERT_EQ(must(members.get(one)).name(), name);
  installation.settle();
  const std::string file = server().folder() + "/dump.sql";
  const std::string command =
      "pg_dump --dbname='" + server().admin(installation.database()) + "' --file='" + file + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream in(file);
  std::string line;
  int members_found = 0;
  int stored_replies = 0;
  const std::regex words("revenu|salaire|salary|quotient|imposable|gagne|earn|wage",
                         std::regex::icase);
  while (std::getline(in, line)) {
    members_found += line.find(name) != std::string::npos ? 1 : 0;
    stored_replies += line.find(hexadecimal("Somebody")) != std::string::npos ? 1 : 0;
    EXPECT_FALSE(std::regex_search(line, words)) << line;
    for (const auto& said : {earned, hexadecimal(earned)})
      EXPECT_EQ(line.find(said), std::string::npos) << line;
    // Money that comes in is `income:dues`: of the association, not of a member.
    const auto income_at = line.find("income");
    EXPECT_TRUE(income_at == std::string::npos || line.compare(income_at, 7, "income:") == 0)
        << line;
  }
  EXPECT_GT(members_found, 0);
  EXPECT_GT(stored_replies, 0) << "what would find it in a stored reply finds nothing";
}
}  // namespace
}  // namespace halle::test
