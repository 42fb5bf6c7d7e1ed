#include "core/base/text/email.hpp"

#include <algorithm>

#include "core/base/text/text.hpp"

namespace halle {
namespace {
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_local_part(std::string_view text) {
  constexpr std::string_view others = ".!#$%&'*+/=?^_`{|}~-";
  return !text.empty() && text.size() <= 64 && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_letter(c) || is_digit(c) || others.find(c) != std::string_view::npos;
         });
}

bool is_label(const std::string& text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
  if (text.size() > 253) return false;
  const auto labels = split(text, '.');
  const auto& last = labels.back();
  if (labels.size() < 2 || last.size() < 2 || std::all_of(last.begin(), last.end(), is_digit))
    return false;
  return std::all_of(labels.begin(), labels.end(), is_label);
}
}  // namespace

std::optional<std::string> normal_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || text.size() > 254) return std::nullopt;
  const auto local = text.substr(0, at);
  const auto domain = text.substr(at + 1);
  if (!is_local_part(local) || !is_domain(domain)) return std::nullopt;
  return std::string(local) + "@" + lower_ascii(std::string(domain));
}

std::string_view domain_of(std::string_view email) {
  return email.substr(email.find('@') + 1);
}

}  // namespace halle
