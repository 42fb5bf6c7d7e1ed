#pragma once
// Counts for funders. Pure.

#include <cstdint>
#include <string>
#include <vector>

namespace halle::workshops {

/// Counts of some sessions; persons count once for each session.
struct Figures {
  int sessions = 0;
  int registered = 0;
  int came = 0;
  int first_timers = 0;
  std::int64_t person_minutes = 0;

  Figures& operator+=(const Figures& other);
  bool operator==(const Figures&) const = default;
};

/// Sessions of one theme.
struct ThemeFigures {
  std::string theme;
  Figures figures;
};
/// One by one, the figures by theme: themes that differ in case and accents only are one. By name,
/// the empty theme last.
std::vector<ThemeFigures> by_theme(const std::vector<ThemeFigures>& sessions);

/// Persons of one post code.
struct TownCount {
  std::string post_code;
  int came = 0;
};
/// Adds up counts of the same post code: the most frequent first, then by post code, the empty one
/// last, with those of `all` persons that are in none.
std::vector<TownCount> by_town(const std::vector<TownCount>& counts, int all);

}  // namespace halle::workshops
