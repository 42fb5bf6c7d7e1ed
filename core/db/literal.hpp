#pragma once
// Array literals of PostgreSQL.

#include <string>
#include <vector>

namespace halle::db {

inline std::string array_literal(const std::vector<std::string>& texts) {
  std::string out = "{";
  for (const auto& text : texts) {
    if (out.size() > 1) out += ',';
    out += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + "}";
}

}  // namespace halle::db
