#include "services/workshops/domain/checks.hpp"

#include <regex>

#include "core/base/text/text.hpp"
#include "core/base/time/clock.hpp"

namespace halle::workshops {

bool is_local_time(const std::string& text) {
  static const std::regex form(R"(....-..-..T([01][0-9]|2[0-3]):[0-5][0-9])");
  return std::regex_match(text, form) && is_day(text.substr(0, 10));
}

Status check_line(const char* field, const std::string& text, std::size_t max, const char* reason) {
  if (!is_utf8(text) || !is_plain_text(text, max)) return bad_field(field, reason);
  return Done{};
}

Status check_range(const char* field, int number, int least, int most, const char* reason) {
  if (number < least || number > most) return bad_field(field, reason, std::to_string(number));
  return Done{};
}

}  // namespace halle::workshops
