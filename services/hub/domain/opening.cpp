#include "services/hub/domain/opening.hpp"

#include <array>

namespace halle::hub {
namespace {
constexpr std::array<std::string_view, 7> days{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};

bool is_time(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return false;
  for (const std::size_t i : {0U, 1U, 3U, 4U})
    if (text[i] < '0' || text[i] > '9') return false;
  return text.substr(0, 2) < "24" && text[3] < '6';
}
}  // namespace

std::optional<std::string> opening_text(const Opening& opening) {
  if (opening.day < 1 || opening.day > 7 || !is_time(opening.opens) || !is_time(opening.closes) ||
      opening.closes <= opening.opens)
    return std::nullopt;
  return std::string(days[static_cast<std::size_t>(opening.day) - 1]) + " " + opening.opens + "-" +
         opening.closes;
}

Opening opening_of(std::string_view text) {
  Opening opening;
  for (std::size_t i = 0; i < days.size(); ++i)
    if (text.starts_with(days[i])) opening.day = static_cast<int>(i) + 1;
  if (text.size() < 14) return opening;
  opening.opens = text.substr(3, 5);
  opening.closes = text.substr(9, 5);
  return opening;
}

}  // namespace halle::hub
