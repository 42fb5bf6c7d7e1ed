#include "core/gateway/http/form.hpp"

#include "core/base/text/text.hpp"

namespace halle::gateway {
namespace {
int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// A name or value without its escapes; empty: it cannot be one.
std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high << 4 | low);
      i += 2;
    }
  }
  if (out.size() > longest_field || out.find('\0') != std::string::npos || !is_utf8(out))
    return std::nullopt;
  return out;
}
}  // namespace

FormKind form_kind(std::string_view content_type) {
  const auto type = lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
  if (type == form_type) return FormKind::fields;
  return type == "multipart/form-data" ? FormKind::unread : FormKind::none;
}

std::optional<std::vector<std::pair<std::string, std::string>>> read_form(std::string_view body) {
  std::vector<std::pair<std::string, std::string>> fields;
  if (body.size() > largest_form) return std::nullopt;
  while (!body.empty()) {
    const auto end = body.find('&');
    const auto field = body.substr(0, end);
    body = end == std::string_view::npos ? std::string_view{} : body.substr(end + 1);
    if (field.empty()) continue;
    const auto equals = field.find('=');
    auto name = decoded(field.substr(0, equals));
    auto value =
        equals == std::string_view::npos ? std::string{} : decoded(field.substr(equals + 1));
    if (!name || !value || fields.size() == most_fields) return std::nullopt;
    fields.emplace_back(*std::move(name), *std::move(value));
  }
  return fields;
}

}  // namespace halle::gateway
