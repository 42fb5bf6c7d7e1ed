#pragma once
// The body of an HTML form: application/x-www-form-urlencoded. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace halle::gateway {

inline constexpr const char* form_type = "application/x-www-form-urlencoded";
inline constexpr std::size_t largest_form = 16 << 10;  // bytes of a body
inline constexpr std::size_t most_fields = 50;
inline constexpr std::size_t longest_field = 8000;  // bytes of a decoded name or value

enum class FormKind {
  none,    // no form
  fields,  // its fields are read
  unread,  // multipart/form-data: a form whose fields are not read
};
/// What a content type, with or without parameters, says of the body.
FormKind form_kind(std::string_view content_type);

/// Names and values in the order of the form. Empty if the body is larger than largest_form, has
/// more or longer fields than allowed, a wrong escape, a NUL, or what is not UTF-8.
std::optional<std::vector<std::pair<std::string, std::string>>> read_form(std::string_view body);

}  // namespace halle::gateway
