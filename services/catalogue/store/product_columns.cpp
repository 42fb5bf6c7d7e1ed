#include "services/catalogue/store/product_columns.hpp"

namespace halle::catalogue::store {

std::string with_product(std::string_view statement) {
  constexpr std::string_view mark = "{product: ";
  std::string out;
  while (true) {
    const auto begin = statement.find(mark);
    out += statement.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    statement.remove_prefix(begin + mark.size());
    const auto pattern = statement.substr(0, statement.find('}'));
    bool first = true;
    each_product_field([&](const auto& field) {
      if (!first) out += ", ";
      first = false;
      for (const char c : pattern)
        if (c == '*')
          out += field.column;
        else
          out += c;
    });
    statement.remove_prefix(pattern.size() + 1);
  }
}

}  // namespace halle::catalogue::store
