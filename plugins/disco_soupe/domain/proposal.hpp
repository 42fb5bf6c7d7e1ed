#pragma once
// From what is surplus, free and known to when a disco soupe can be: drafts, the best first. Pure
// and deterministic.
//
// A disco soupe has three parts in a row: setting up, cooking, the meal. Its place is free for all
// of it, its helpers too; a lot is used if cooking is over by the lot's end. It cooks as much as
// three limits allow: the surplus, what the helpers can cook, what the persons in the place eat;
// and there is a portion for each helper and for a guest at least.

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "plugins/disco_soupe/domain/span.hpp"

namespace halle::disco_soupe {

// What is looked at, at most: more lots are left out, the latest end first, and more helpers are
// not counted. With the grid: 48 beginnings a day and place, of which each looks at every member.
constexpr int most_lots = 200;
constexpr int most_places = 10;
constexpr int most_days = 14;
constexpr int most_able = 500;
constexpr int most_drafts = 10;
constexpr std::chrono::minutes grid{30};   // drafts begin at half hours
constexpr std::chrono::hours notice{2};    // and no sooner than that
constexpr std::chrono::hours longest{16};  // as long as a shift may be

/// How the association cooks.
struct Method {
  int setup_minutes = 30;
  int cooking_minutes = 120;
  int meal_minutes = 90;
  int grams_per_helper_hour = 5000;  // peeled, cut and cooked by a helper in an hour of cooking
  int portion_grams = 400;           // of surplus, for one person
  int most_helpers = 8;
  int hygiene_members = 2;  // members with that skill, at least
  int cooking_members = 2;
};
/// Errors: `disco_soupe.bad_setting` with the field, `disco_soupe.too_long`.
Status check_method(const Method& method);

/// Surplus that no draft uses.
struct Lot {
  Uuid id;
  std::int64_t grams = 0;
  Instant until{};
};

/// A time for which a place is free.
struct Window {
  Uuid place;
  int persons = 0;  // that the place holds, helpers included: they eat too
  Span span;
};

/// A member with one of the skills.
struct Able {
  bool hygiene = false;
  bool cooking = false;
  std::vector<Span> busy;
  std::vector<Span> without_hygiene = {};  // times at which that skill is not held
  std::vector<Span> without_cooking = {};
};

/// A disco soupe that was made: its place is taken, and its seats are filled with members who could
/// fill others at the same time.
struct Taken {
  Uuid id;
  Uuid place;
  Span span;
  int helpers = 0;
  int hygiene_members = 0;
  int cooking_members = 0;
};

/// How many members with one of the skills are free and not needed by another disco soupe.
struct Team {
  int all = 0;
  int hygiene = 0;
  int cooking = 0;
  int both = 0;

  auto operator<=>(const Team&) const = default;
};

/// Grams of a lot.
struct Use {
  Uuid lot;
  std::int64_t grams = 0;

  auto operator<=>(const Use&) const = default;
};

/// What keeps a draft from saving more.
enum class Limit { surplus = 1, helpers = 2, persons = 3 };

struct Draft {
  Uuid place;
  Span span;              // setting up, cooking and meal
  std::vector<Use> uses;  // the lot that ends first comes first
  std::int64_t grams = 0;
  int helpers = 0;  // seats: enough to cook it, and for the members with skills
  int persons = 0;  // portions
  Team free;
  Limit limit = Limit::surplus;

  auto operator<=>(const Draft&) const = default;
};

/// The best beginning of each window, the best draft first: most grams saved, then fewest helpers,
/// the earliest, the smallest place, the lowest id of the place. None begins before `earliest`,
/// none is at the place and time of one of `taken`, and each leaves members enough to fill the
/// seats of those at the same time.
std::vector<Draft> propose(Instant earliest, std::vector<Lot> lots,
                           const std::vector<Window>& windows, const std::vector<Able>& able,
                           const Method& method, const std::vector<Taken>& taken);
/// Those at the same time.
std::vector<Taken> beside(const Span& span, const std::vector<Taken>& taken);

/// Why there can be no such disco soupe on that method, whatever is free: `disco_soupe.bad_draft`;
/// empty if there can be. `lots`: those that are used, with all that is left of each.
std::string broken(const Draft& draft, int place_persons, const std::vector<Lot>& lots,
                   const Method& method);
/// What is left of each lot that a draft uses if so many grams are: of the last of them first.
std::vector<Use> left_of(std::vector<Use> uses, std::int64_t left);
/// From its beginning on, a disco soupe lasts so long; cooking is over after the first two parts.
std::chrono::minutes length_of(const Method& method);
std::chrono::minutes cooked_after(const Method& method);

/// The seats of a disco soupe with so many helpers, and the skills that each needs: enough members
/// with each skill, one seat for both skills only if there are too few seats otherwise.
struct Seat {
  bool hygiene = false;
  bool cooking = false;
};
std::vector<Seat> seats(int helpers, const Method& method);

}  // namespace halle::disco_soupe
