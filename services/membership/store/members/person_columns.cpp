#include "services/membership/store/members/person_columns.hpp"

#include <algorithm>

namespace halle::membership::store {
namespace {
constexpr std::string_view digits = "0123456789";

/// The pattern for the column with that key, the `n`th from 0.
std::string one_of(std::string_view pattern, std::string_view key, int n) {
  std::string out;
  while (!pattern.empty()) {
    const char c = pattern.front();
    pattern.remove_prefix(1);
    if (c == '*') {
      out += key;
    } else if (c == '$') {
      const auto end = std::min(pattern.find_first_not_of(digits), pattern.size());
      out += '$' + std::to_string(std::stoi(std::string(pattern.substr(0, end))) + n);
      pattern.remove_prefix(end);
    } else {
      out += c;
    }
  }
  return out;
}
}  // namespace

std::string with_person(std::string_view statement) {
  constexpr std::string_view mark = "{person: ";
  std::string out;
  while (true) {
    const auto begin = statement.find(mark);
    out += statement.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    statement.remove_prefix(begin + mark.size());
    const auto pattern = statement.substr(0, statement.find('}'));
    int n = 0;
    each_person_field([&](const auto& field) {
      out += (n == 0 ? "" : ", ") + one_of(pattern, field.rule.key, n);
      ++n;
    });
    statement.remove_prefix(pattern.size() + 1);
  }
}

std::array<sdk::Value, std::tuple_size_v<decltype(person_fields)>> values_of(const Person& person) {
  return std::apply(
      [&](const auto&... field) { return std::array{sdk::Value(person.*field.rule.value)...}; },
      person_fields);
}

}  // namespace halle::membership::store
