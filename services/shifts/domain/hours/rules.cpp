#include "services/shifts/domain/hours/rules.hpp"

#include <algorithm>
#include <tuple>

#include "services/shifts/domain/hours/pack.hpp"

namespace halle::shifts {
namespace {
std::unique_ptr<Terms> terms_of(const Rule& rule, std::optional<Day> until = {}) {
  return rule.pack->with(rule.values, until);
}

struct Event {
  Day day{};
  int order = 0;  // closes, then what happened that day
  Instant at{};
  const Service* service = nullptr;
  const Work* work = nullptr;
};

void count(Book& book, const Work& work) {
  book.write({account::time,
              "work",
              work.id,
              work.minutes,
              work.minutes,
              "shifts.rule_work",
              "day=" + day_text(work.day),
              {},
              work.day,
              work.at,
              work.person});
}
}  // namespace

bool within(const std::vector<Days>& spans, Day day) {
  return std::any_of(spans.begin(), spans.end(), [day](const Days& span) {
    return day >= span.from && (!span.until || day <= *span.until);
  });
}

int Book::balance(const char* of) const {
  const auto found = balances.find(of);
  return found == balances.end() ? 0 : found->second;
}

void Book::write(Entry entry) {
  entry.pack = pack;
  balances[entry.account] += entry.minutes;
  const bool owes =
      std::any_of(balances.begin(), balances.end(), [](const auto& one) { return one.second < 0; });
  if (!owes)
    owes_since_.reset();
  else if (!owes_since_)
    owes_since_ = entry.day;
  entries.push_back(std::move(entry));
}

std::optional<Day> Book::at_most_since(int limit) const {
  std::optional<Day> since;
  int sum = 0;
  for (const auto& entry : entries) {
    if (entry.account != account::time) continue;
    sum += entry.minutes;
    if (sum > limit)
      since.reset();
    else if (!since)
      since = entry.day;
  }
  return since;
}

Entry line_of(const Service& service, int minutes, const char* rule) {
  const int given = service.presence == Presence::present ? service.minutes : 0;
  return {account::time,
          "shift",
          service.cause,
          minutes,
          given,
          rule,
          "day=" + day_text(service.day) + "\ntitle=" + service.title,
          {},
          service.day,
          service.at,
          service.person};
}

Entry line_of(const char* kind, Day close, std::chrono::days length, int minutes,
              const char* rule) {
  const std::string first = day_text(close - length);
  return {account::time,
          kind,
          first,
          minutes,
          0,
          rule,
          "day=" + first + "\nuntil=" + day_text(close - std::chrono::days(1)),
          {},
          close,
          {},
          {}};
}

std::vector<Day> cycles(Day from, std::chrono::days length, Day last) {
  std::vector<Day> all;
  for (Day day = from + length; day <= last; day += length) all.push_back(day);
  return all;
}

Period cycle_of(Day from, std::chrono::days length, Day today) {
  const Day first = from + (std::max(today, from) - from) / length * length;
  return {first, first + length - std::chrono::days(1), 0};
}

Duty with_grace(const Book& book, Day today, Duty otherwise) {
  if (!book.owes_since()) return Duty::on_track;
  if (within(book.facts.leaves, today) || within(book.facts.delays, today)) return Duty::alert;
  return otherwise;
}

std::optional<int> cycle_weeks_of(const Rule& rule) {
  return terms_of(rule)->weeks_in_cycle();
}

const Rule* rule_on(const std::vector<Rule>& rules, Day day) {
  const Rule* found = nullptr;
  for (const auto& rule : rules)
    if (rule.from <= day && (found == nullptr || rule.from > found->from)) found = &rule;
  return found;
}

int brings(const Rule& rule, int minutes, int worth) {
  return terms_of(rule)->brings(minutes, worth);
}

bool loses_seat(const Rule& rule, const Days& leave) {
  return terms_of(rule)->loses_seat(leave);
}

Outcome run(const MemberFacts& facts, std::vector<Rule> rules, Day today) {
  // Before the first rule time that is given counts.
  rules.push_back({std::chrono::year(1500) / 1 / 1, packs().front(), {}});
  std::sort(rules.begin(), rules.end(),
            [](const Rule& a, const Rule& b) { return a.from < b.from; });
  std::vector<Event> happened;
  for (const auto& one : facts.services) happened.push_back({one.day, 1, one.at, &one, nullptr});
  for (const auto& one : facts.works) happened.push_back({one.day, 1, one.at, nullptr, &one});
  // Two of a household may come at the same time.
  const auto cause = [](const Event& one) -> const std::string& {
    return one.service != nullptr ? one.service->cause : one.work->id;
  };
  std::sort(happened.begin(), happened.end(), [&](const Event& a, const Event& b) {
    return std::tie(a.day, a.at, cause(a)) < std::tie(b.day, b.at, cause(b));
  });
  Outcome out;
  Book book(facts);
  auto next = happened.begin();
  for (std::size_t r = 0; r < rules.size(); ++r) {
    const std::optional<Day> until =
        r + 1 < rules.size() ? std::optional(rules[r + 1].from) : std::nullopt;
    const Rule& rule = rules[r];
    const auto terms = terms_of(rule, until);
    book.pack = rule.pack->name;
    // A period that ends as the next rule begins is still this one's.
    std::vector<Day> closes;
    if (r > 0) closes = terms->closes(facts, rule.from, std::min(today, until.value_or(today)));
    auto close = closes.begin();
    while (true) {
      const bool more = next != happened.end() && (!until || next->day < *until);
      if (close != closes.end() && (!more || *close <= next->day)) {
        terms->close(book, *close);
        out.closes.push_back({*close, book.balance()});
        ++close;
      } else if (more) {
        if (next->service != nullptr)
          terms->count(book, *next->service);
        else
          count(book, *next->work);
        ++next;
      } else {
        break;
      }
    }
    if (rule.from > today && r > 0) continue;
    out.duty = terms->duty(book, today);
    out.period = terms->period(book, rule.from, today);
  }
  out.entries = std::move(book.entries);
  out.balances = std::move(book.balances);
  out.balances.try_emplace(account::time, 0);
  return out;
}

std::optional<Close> first_shortfall(const Outcome& outcome, Day from, Day last) {
  for (const auto& close : outcome.closes)
    if (close.day > from && close.day <= last && close.balance < 0) return close;
  return std::nullopt;
}

}  // namespace halle::shifts
