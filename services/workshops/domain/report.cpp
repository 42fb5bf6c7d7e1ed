#include "services/workshops/domain/report.hpp"

#include <algorithm>
#include <map>

#include "core/base/text/text.hpp"

namespace halle::workshops {

Figures& Figures::operator+=(const Figures& other) {
  sessions += other.sessions;
  registered += other.registered;
  came += other.came;
  first_timers += other.first_timers;
  person_minutes += other.person_minutes;
  return *this;
}

std::vector<ThemeFigures> by_theme(const std::vector<ThemeFigures>& sessions) {
  std::map<std::string, ThemeFigures> themes;
  for (const auto& session : sessions) {
    auto& theme =
        themes.try_emplace(fold(session.theme), ThemeFigures{session.theme, {}}).first->second;
    theme.figures += session.figures;
  }
  std::vector<ThemeFigures> all;
  for (const auto& [name, theme] : themes)
    if (!name.empty()) all.push_back(theme);
  if (const auto none = themes.find(""); none != themes.end()) all.push_back(none->second);
  return all;
}

std::vector<TownCount> by_town(const std::vector<TownCount>& counts, int all) {
  std::map<std::string, int> known;
  for (const auto& one : counts)
    if (!one.post_code.empty()) known[one.post_code] += one.came;
  std::vector<TownCount> towns;
  for (const auto& [post_code, came] : known) {
    towns.push_back({post_code, came});
    all -= came;
  }
  std::stable_sort(towns.begin(), towns.end(),
                   [](const auto& a, const auto& b) { return a.came > b.came; });
  if (all > 0) towns.push_back({"", all});
  return towns;
}

}  // namespace halle::workshops
