#include "services/membership/domain/fees.hpp"

#include <algorithm>
#include <set>

#include "core/base/text/text.hpp"

namespace halle::membership {
namespace {
constexpr std::size_t longest_name = 60;

bool within(std::int64_t cents) {
  return cents >= 0 && cents <= dearest_cents;
}
}  // namespace

Status check_grid(const FeeGrid& grid) {
  if (!within(grid.target_cents))
    return bad_field("target_cents", "membership.bad_target", std::to_string(grid.target_cents));
  if (grid.brackets.empty() || grid.brackets.size() > most_brackets)
    return bad_field("brackets", "membership.bad_brackets", std::to_string(grid.brackets.size()));
  std::set<std::string> names;
  for (std::size_t i = 0; i < grid.brackets.size(); ++i) {
    const auto& bracket = grid.brackets[i];
    const std::string field = "brackets." + std::to_string(i + 1);
    if (!is_utf8(bracket.name) || trim(bracket.name).empty() ||
        !is_plain_text(bracket.name, longest_name) || !names.insert(fold(bracket.name)).second)
      return bad_field(field + ".name", "membership.bad_bracket_name", bracket.name);
    if (!within(bracket.cents))
      return bad_field(field + ".cents", "membership.bad_bracket_cents",
                       std::to_string(bracket.cents));
  }
  if (std::none_of(grid.brackets.begin(), grid.brackets.end(), [&](const Bracket& bracket) {
        return to_pot(grid.target_cents, bracket.cents) >= 0;
      }))
    return bad_field("brackets", "membership.nobody_could_join");
  return Done{};
}

}  // namespace halle::membership
