#include "services/shifts/domain/planning/checks.hpp"

#include "core/base/text/text.hpp"

namespace halle::shifts {
namespace {
bool is_plain(const std::string& text, std::size_t most, bool may_be_empty) {
  return is_utf8(text) && is_plain_text(text, most) && (may_be_empty || !trim(text).empty());
}
}  // namespace

Status check_names(const std::string& title, const std::string& place) {
  if (!is_plain(title, 80, false)) return bad_field("title", "shifts.bad_title", title);
  if (!is_plain(place, 120, true)) return bad_field("place", "shifts.bad_place", place);
  return Done{};
}

Status check_seat(int number, std::set<int>& seen) {
  if (number >= 1 && number <= 30 && seen.insert(number).second) return Done{};
  return bad_field("seats", "shifts.bad_seats", std::to_string(number));
}

Status check_text(const char* field, const std::string& text, std::size_t most, bool may_be_empty) {
  if (is_plain(text, most, may_be_empty)) return Done{};
  return bad_field(field, "shifts.bad_text", text);
}

}  // namespace halle::shifts
