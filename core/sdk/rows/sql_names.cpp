#include "core/sdk/rows/sql_names.hpp"

#include <algorithm>
#include <stdexcept>

namespace halle::sdk {

SqlNames::SqlNames(std::initializer_list<Name> names) {
  for (const auto& one : names) numbers_.emplace(one.name, std::to_string(one.number));
}

std::string SqlNames::in(std::string_view sql) const {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
  std::string out;
  while (true) {
    const auto brace = std::min(sql.find('{'), sql.size());
    out += sql.substr(0, brace);
    sql.remove_prefix(brace);
    if (sql.empty()) return out;
    const auto end = std::min(sql.find_first_not_of(letters, 1), sql.size());
    if (end == 1 || end == sql.size() || sql[end] != '}') {
      out += '{';
      sql.remove_prefix(1);
      continue;
    }
    const auto known = numbers_.find(sql.substr(1, end - 1));
    if (known == numbers_.end())
      throw std::invalid_argument("no number is called " + std::string(sql.substr(1, end - 1)));
    out += known->second;
    sql.remove_prefix(end + 1);
  }
}

}  // namespace halle::sdk
