// Proposals compared with trying everything, written apart from them.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "plugins/disco_soupe/domain/proposal.hpp"

namespace halle::disco_soupe {
namespace {
using std::chrono::hours;
using std::chrono::minutes;

Uuid id(int number) {
  Uuid made;
  made.bytes[15] = static_cast<std::uint8_t>(number);
  return made;
}

const Instant morning = parse_instant("2026-12-01T08:00:00Z").value();

/// The same by trying everything: each minute of each window, each group of members.
struct Naive {
  Instant now;
  std::vector<Lot> lots;
  std::vector<Window> windows;
  std::vector<Able> able;
  Method method;
  std::vector<Taken> taken;

  struct Best {
    std::int64_t grams = 0;
    int helpers = 0;
    auto operator<=>(const Best&) const = default;
  };
  struct Found {
    Best best;
    Span span;
    Window window;
  };

  Span span_at(Instant begins) const {
    return {begins, begins + minutes(method.setup_minutes) + minutes(method.cooking_minutes) +
                        minutes(method.meal_minutes)};
  }
  std::int64_t surplus(Instant begins) const {
    const auto cooked = begins + minutes(method.setup_minutes) + minutes(method.cooking_minutes);
    std::int64_t grams = 0;
    for (const auto& lot : lots)
      if (cooked <= lot.until) grams += lot.grams;
    return grams;
  }
  /// Whether that member has the skill and time for it all the while.
  static bool is_clear(const std::vector<Span>& spans, const Span& span) {
    for (const auto& one : spans)
      if (!(one.until <= span.from || span.until <= one.from)) return false;
    return true;
  }
  bool has_hygiene(std::size_t member, const Span& span) const {
    return able[member].hygiene && is_clear(able[member].without_hygiene, span);
  }
  bool has_cooking(std::size_t member, const Span& span) const {
    return able[member].cooking && is_clear(able[member].without_cooking, span);
  }
  bool is_free(std::size_t member, const Span& span) const {
    return is_clear(able[member].busy, span) &&
           (has_hygiene(member, span) || has_cooking(member, span));
  }
  /// The seats of the disco soupes at the same time.
  std::vector<Seat> other_seats(const Span& span) const {
    std::vector<Seat> all;
    for (const auto& one : taken) {
      if (one.span.until <= span.from || span.until <= one.span.from) continue;
      Method theirs;
      theirs.hygiene_members = one.hygiene_members;
      theirs.cooking_members = one.cooking_members;
      for (const auto& seat : seats(one.helpers, theirs)) all.push_back(seat);
    }
    return all;
  }
  /// Whether free members who are not in the group can fill the seats from `seat` on.
  bool can_fill(const std::vector<Seat>& open, std::size_t seat, unsigned group,
                const Span& span) const {
    if (seat == open.size()) return true;
    for (std::size_t i = 0; i < able.size(); ++i) {
      if ((group >> i & 1U) != 0 || !is_free(i, span)) continue;
      if (open[seat].hygiene && !has_hygiene(i, span)) continue;
      if (open[seat].cooking && !has_cooking(i, span)) continue;
      if (can_fill(open, seat + 1, group | 1U << i, span)) return true;
    }
    return false;
  }
  bool is_taken(const Window& window, const Span& span) const {
    for (const auto& one : taken)
      if (one.place == window.place && one.span.from < span.until && span.from < one.span.until)
        return true;
    return false;
  }
  /// The most that any group of free members saves, and the smallest such group.
  Best best_group(const Window& window, Instant begins) const {
    Best best;
    const Span span = span_at(begins);
    if (is_taken(window, span)) return best;
    const auto others = other_seats(span);
    for (unsigned group = 1; group < 1U << able.size(); ++group) {
      int size = 0, hygiene = 0, cooking = 0;
      bool free = true;
      for (std::size_t i = 0; i < able.size(); ++i) {
        if ((group >> i & 1U) == 0) continue;
        ++size;
        hygiene += has_hygiene(i, span) ? 1 : 0;
        cooking += has_cooking(i, span) ? 1 : 0;
        free = free && is_free(i, span);
      }
      if (!free || size > method.most_helpers || size > window.persons) continue;
      if (hygiene < method.hygiene_members || cooking < method.cooking_members) continue;
      const std::int64_t by_group =
          std::int64_t{size} * method.grams_per_helper_hour * method.cooking_minutes / 60;
      const std::int64_t eaten = std::int64_t{window.persons} * method.portion_grams;
      const Best one{std::min(std::min(surplus(begins), by_group), eaten), size};
      if ((one.grams > best.grams || (one.grams == best.grams && one.helpers < best.helpers)) &&
          can_fill(others, 0, group, span))
        best = one;
    }
    return best;
  }
  static bool better(const Found& a, const Found& b) {
    if (a.best.grams != b.best.grams) return a.best.grams > b.best.grams;
    if (a.best.helpers != b.best.helpers) return a.best.helpers < b.best.helpers;
    if (a.span.from != b.span.from) return a.span.from < b.span.from;
    if (a.window.persons != b.window.persons) return a.window.persons < b.window.persons;
    return a.window.place < b.window.place;
  }
  std::vector<Found> all() const {
    std::vector<Found> found;
    for (const auto& window : windows) {
      std::vector<Found> here;
      for (auto begins = window.span.from; begins < window.span.until; begins += minutes(1)) {
        const auto minute = begins.time_since_epoch() / minutes(1) % 30;
        if (minute != 0 || begins < now || span_at(begins).until > window.span.until) continue;
        const auto best = best_group(window, begins);
        if (best.grams / method.portion_grams > best.helpers)
          here.push_back({best, span_at(begins), window});
      }
      const auto first = std::min_element(here.begin(), here.end(), better);
      if (first != here.end()) found.push_back(*first);
    }
    std::sort(found.begin(), found.end(), better);
    return found;
  }
};

int any(int from, int until) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, until));
}

/// Times lie on quarters of an hour and amounts are small, so that limits often meet.
Naive any_case() {
  Naive one;
  one.now = morning + minutes(any(0, 6) * 15);
  for (int i = 0, count = any(1, 5); i < count; ++i)
    one.lots.push_back({id(i + 1), any(1, 8) * 500, morning + minutes(any(4, 40) * 15)});
  for (int i = 0, count = any(1, 4); i < count; ++i) {
    const auto from = morning + minutes(any(-2, 20) * 15);
    one.windows.push_back({id(50 + i), any(2, 9), {from, from + minutes(any(8, 40) * 15)}});
  }
  for (int i = 0, count = any(2, 7); i < count; ++i) {
    Able able{any(0, 4) != 0, any(0, 4) != 0, {}};
    for (int busy = any(0, 2); busy > 0; --busy) {
      const auto from = morning + minutes(any(-4, 40) * 15);
      able.busy.push_back({from, from + minutes(any(1, 8) * 15)});
    }
    if (any(0, 4) == 0) {
      const auto from = morning + minutes(any(-4, 40) * 15);
      able.without_hygiene.push_back({from, from + minutes(any(1, 20) * 15)});
    }
    one.able.push_back(able);
  }
  for (int i = 0, count = any(0, 3); i < count; ++i) {
    const auto from = morning + minutes(any(-4, 20) * 15);
    const int helpers = any(1, 4);
    one.taken.push_back({id(70 + i),
                         id(50 + any(0, 6)),
                         {from, from + minutes(any(4, 16) * 15)},
                         helpers,
                         any(0, helpers + 1),
                         any(0, helpers + 1)});
  }
  one.method = {any(0, 3) * 15,  30 + any(0, 3) * 30, any(0, 3) * 30, any(1, 6) * 200,
                any(1, 5) * 200, any(4, 7),           any(0, 3),      any(0, 3)};
  return one;
}

RC_GTEST_PROP(Proposal, RanksLikeTryingEverything, ()) {
  for (int round = 0; round < 20; ++round) {
    const auto naive = any_case();
    const auto expected = naive.all();
    const auto drafts =
        propose(naive.now, naive.lots, naive.windows, naive.able, naive.method, naive.taken);
    RC_ASSERT(drafts.size() == expected.size());
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      RC_ASSERT(drafts[i].place == expected[i].window.place);
      RC_ASSERT(drafts[i].span == expected[i].span);
      RC_ASSERT(drafts[i].grams == expected[i].best.grams);
      RC_ASSERT(drafts[i].helpers == expected[i].best.helpers);
    }
  }
}

RC_GTEST_PROP(Proposal, NeverUsesMoreThanThereIs, ()) {
  for (int round = 0; round < 20; ++round) {
    const auto given = any_case();
    const auto& method = given.method;
    std::map<Uuid, Lot> lots;
    for (const auto& lot : given.lots) lots[lot.id] = lot;
    for (const auto& draft :
         propose(given.now, given.lots, given.windows, given.able, given.method, given.taken)) {
      std::int64_t grams = 0;
      std::set<Uuid> used;
      for (const auto& use : draft.uses) {
        RC_ASSERT(used.insert(use.lot).second);
        RC_ASSERT(use.grams > 0 && use.grams <= lots.at(use.lot).grams);
        RC_ASSERT(lots.at(use.lot).until >=
                  draft.span.from + minutes(method.setup_minutes + method.cooking_minutes));
        grams += use.grams;
      }
      RC_ASSERT(grams == draft.grams);
      const auto window = std::find_if(given.windows.begin(), given.windows.end(),
                                       [&](const auto& one) { return one.place == draft.place; });
      RC_ASSERT(broken(draft, window->persons, given.lots, method).empty());
      RC_ASSERT(draft.helpers <= draft.free.all);
      RC_ASSERT(draft.persons * std::int64_t{method.portion_grams} <= grams);
      RC_ASSERT(std::int64_t{draft.helpers} * method.grams_per_helper_hour *
                    method.cooking_minutes >=
                grams * 60);
    }
  }
}

RC_GTEST_PROP(Proposal, DoesNotDependOnTheOrderOfWhatIsGiven, ()) {
  auto given = any_case();
  const auto drafts =
      propose(given.now, given.lots, given.windows, given.able, given.method, given.taken);
  std::reverse(given.taken.begin(), given.taken.end());
  std::reverse(given.lots.begin(), given.lots.end());
  std::reverse(given.windows.begin(), given.windows.end());
  std::reverse(given.able.begin(), given.able.end());
  RC_ASSERT(propose(given.now, given.lots, given.windows, given.able, given.method, given.taken) ==
            drafts);
}

}  // namespace
}  // namespace halle::disco_soupe
