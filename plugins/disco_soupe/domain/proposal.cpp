#include "plugins/disco_soupe/domain/proposal.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

namespace halle::disco_soupe {
namespace {
using std::chrono::minutes;

/// What does not depend on when it is.
struct Plan {
  std::vector<Lot> lots;  // by end
  const std::vector<Able>& able;
  const Method& method;
  const std::vector<Taken>& taken;
};

bool meets(const std::vector<Span>& spans, const Span& span) {
  return std::any_of(spans.begin(), spans.end(),
                     [&](const Span& one) { return overlap(one, span); });
}

Team team_during(const std::vector<Able>& able, const Span& span) {
  Team team;
  for (const auto& one : able) {
    const bool hygiene = one.hygiene && !meets(one.without_hygiene, span);
    const bool cooking = one.cooking && !meets(one.without_cooking, span);
    if (meets(one.busy, span) || !(hygiene || cooking)) continue;
    ++team.all;
    team.hygiene += hygiene ? 1 : 0;
    team.cooking += cooking ? 1 : 0;
    team.both += hygiene && cooking ? 1 : 0;
  }
  return team;
}

/// What is left of a team once the seats of a disco soupe are filled with its members. Below zero:
/// there are too few for that one already.
void fill(const Taken& taken, Team& team) {
  team.all -= taken.helpers;
  team.hygiene -= taken.hygiene_members;
  team.cooking -= taken.cooking_members;
  team.both -= std::max(0, taken.hygiene_members + taken.cooking_members - taken.helpers);
}

/// The fewest helpers among whom there are enough with each skill; empty if there are too few.
std::optional<int> smallest(const Team& team, const Method& method) {
  if (std::min(team.all, team.both) < 0) return std::nullopt;
  const int hygiene = method.hygiene_members;
  const int cooking = method.cooking_members;
  if (team.hygiene < hygiene || team.cooking < cooking) return std::nullopt;
  return std::max(1, hygiene + cooking - std::min({team.both, hygiene, cooking}));
}

/// What so many helpers can cook.
std::int64_t cooked_by(int helpers, const Method& method) {
  return std::int64_t{helpers} * method.grams_per_helper_hour * method.cooking_minutes / 60;
}

std::int64_t usable(const std::vector<Lot>& lots, Instant cooked) {
  std::int64_t grams = 0;
  for (const auto& lot : lots)
    if (lot.until >= cooked) grams += lot.grams;
  return grams;
}

std::vector<Use> uses_of(const std::vector<Lot>& lots, Instant cooked, std::int64_t grams) {
  std::vector<Use> uses;
  for (const auto& lot : lots) {
    const auto taken = lot.until >= cooked ? std::min(lot.grams, grams) : 0;
    if (taken > 0) uses.push_back({lot.id, taken});
    grams -= taken;
  }
  return uses;
}

/// The draft that begins then; empty if there is none.
std::optional<Draft> draft_at(const Plan& plan, const Window& window, Instant begins) {
  const auto& method = plan.method;
  Draft draft;
  draft.place = window.place;
  draft.span = {begins, begins + length_of(method)};
  draft.free = team_during(plan.able, draft.span);
  for (const auto& taken : beside(draft.span, plan.taken)) {
    if (taken.place == draft.place) return std::nullopt;
    fill(taken, draft.free);
  }
  const auto fewest = smallest(draft.free, method);
  const int most = std::min({draft.free.all, method.most_helpers, window.persons});
  if (!fewest || *fewest > most) return std::nullopt;
  const Instant cooked = begins + cooked_after(method);
  const auto surplus = usable(plan.lots, cooked);
  const auto by_helpers = cooked_by(most, method);
  const auto by_persons = std::int64_t{window.persons} * method.portion_grams;
  draft.grams = std::min({surplus, by_helpers, by_persons});
  draft.limit = draft.grams == surplus      ? Limit::surplus
                : draft.grams == by_helpers ? Limit::helpers
                                            : Limit::persons;
  draft.helpers = *fewest;
  while (cooked_by(draft.helpers, method) < draft.grams) ++draft.helpers;
  draft.persons = static_cast<int>(draft.grams / method.portion_grams);
  if (draft.persons <= draft.helpers) return std::nullopt;
  return draft;
}

/// Less comes first.
auto rank(const Draft& draft, const Window& window) {
  return std::tuple(-draft.grams, draft.helpers, draft.span.from, window.persons, window.place);
}

Instant on_grid(Instant at) {
  const auto down = std::chrono::floor<minutes>(at.time_since_epoch()) / grid * grid;
  return Instant{down} < at ? Instant{down + grid} : Instant{down};
}

/// The best draft of a window; of two that are as good, the earlier one.
std::optional<Draft> best_of(const Plan& plan, const Window& window, Instant earliest) {
  std::optional<Draft> best;
  const auto length = length_of(plan.method);
  for (Instant at = on_grid(std::max(earliest, window.span.from)); at + length <= window.span.until;
       at += grid) {
    auto draft = draft_at(plan, window, at);
    if (draft && (!best || rank(*draft, window) < rank(*best, window))) best = std::move(draft);
  }
  return best;
}

/// The lots that end first, as many as are looked at.
std::vector<Lot> first_to_end(std::vector<Lot> lots) {
  std::sort(lots.begin(), lots.end(), [](const Lot& a, const Lot& b) {
    return std::tuple(a.until, a.id) < std::tuple(b.until, b.id);
  });
  if (lots.size() > most_lots) lots.resize(most_lots);
  return lots;
}
}  // namespace

minutes length_of(const Method& method) {
  return cooked_after(method) + minutes(method.meal_minutes);
}

minutes cooked_after(const Method& method) {
  return minutes(method.setup_minutes + method.cooking_minutes);
}

std::vector<Draft> propose(Instant earliest, std::vector<Lot> lots,
                           const std::vector<Window>& windows, const std::vector<Able>& able,
                           const Method& method, const std::vector<Taken>& taken) {
  const Plan plan{first_to_end(std::move(lots)), able, method, taken};
  std::vector<std::pair<Draft, Window>> all;
  for (const auto& window : windows)
    if (auto best = best_of(plan, window, earliest)) all.emplace_back(std::move(*best), window);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return rank(a.first, a.second) < rank(b.first, b.second);
  });
  if (all.size() > most_drafts) all.resize(most_drafts);
  std::vector<Draft> drafts;
  for (auto& [draft, window] : all) {
    draft.uses = uses_of(plan.lots, draft.span.from + cooked_after(method), draft.grams);
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

std::vector<Taken> beside(const Span& span, const std::vector<Taken>& taken) {
  std::vector<Taken> all;
  for (const auto& one : taken)
    if (overlap(one.span, span)) all.push_back(one);
  return all;
}

std::string broken(const Draft& draft, int place_persons, const std::vector<Lot>& lots,
                   const Method& method) {
  const Instant cooked = draft.span.from + cooked_after(method);
  std::int64_t grams = 0;
  std::set<Uuid> used;
  bool fits = !draft.uses.empty() && on_grid(draft.span.from) == draft.span.from;
  for (const auto& use : draft.uses) {
    const auto lot =
        std::find_if(lots.begin(), lots.end(), [&](const Lot& one) { return one.id == use.lot; });
    fits = fits && used.insert(use.lot).second && use.grams > 0 && lot != lots.end() &&
           use.grams <= lot->grams && cooked <= lot->until;
    grams += lot != lots.end() ? std::min(use.grams, lot->grams) : 0;
  }
  const int fewest = std::max({1, method.hygiene_members, method.cooking_members});
  fits = fits && grams == draft.grams && draft.helpers >= fewest &&
         draft.helpers <= std::min(method.most_helpers, place_persons) &&
         draft.persons == grams / method.portion_grams && draft.persons > draft.helpers &&
         grams <= std::min(cooked_by(draft.helpers, method),
                           std::int64_t{place_persons} * method.portion_grams);
  return fits ? "" : "disco_soupe.bad_draft";
}

std::vector<Use> left_of(std::vector<Use> uses, std::int64_t left) {
  for (auto use = uses.rbegin(); use != uses.rend(); ++use) {
    use->grams = std::min(use->grams, left);
    left -= use->grams;
  }
  return uses;
}

std::vector<Seat> seats(int helpers, const Method& method) {
  std::vector<Seat> all(static_cast<std::size_t>(std::max(helpers, 0)));
  const auto count = static_cast<int>(all.size());
  const int second = std::min(method.hygiene_members, count - method.cooking_members);
  for (int i = 0; i < count; ++i) {
    all[static_cast<std::size_t>(i)].hygiene = i < method.hygiene_members;
    all[static_cast<std::size_t>(i)].cooking = i >= second && i < second + method.cooking_members;
  }
  return all;
}

std::vector<Span> common(const std::vector<Span>& some, const std::vector<Span>& others) {
  std::vector<Span> all;
  for (const auto& a : some)
    for (const auto& b : others)
      if (overlap(a, b)) all.push_back({std::max(a.from, b.from), std::min(a.until, b.until)});
  std::sort(all.begin(), all.end());
  return all;
}

Status check_method(const Method& method) {
  struct Range {
    const char* field;
    int value;
    int least;
    int most;
  };
  const int skilled = method.hygiene_members + method.cooking_members;
  for (const auto& [field, value, least, most] :
       {Range{"setup_minutes", method.setup_minutes, 0, 480},
        Range{"cooking_minutes", method.cooking_minutes, 30, 720},
        Range{"meal_minutes", method.meal_minutes, 0, 480},
        Range{"grams_per_helper_hour", method.grams_per_helper_hour, 100, 100'000},
        Range{"portion_grams", method.portion_grams, 50, 5000},
        Range{"hygiene_members", method.hygiene_members, 0, 10},
        Range{"cooking_members", method.cooking_members, 0, 10},
        Range{"most_helpers", method.most_helpers, std::max(1, skilled), 30}})
    if (value < least || value > most)
      return bad_field(field, "disco_soupe.bad_setting", std::to_string(value));
  if (length_of(method) > longest)
    return bad_field("meal_minutes", "disco_soupe.too_long", std::to_string(method.meal_minutes));
  return Done{};
}

}  // namespace halle::disco_soupe
