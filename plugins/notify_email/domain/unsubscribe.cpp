#include "plugins/notify_email/domain/unsubscribe.hpp"

#include "core/base/ids.hpp"
#include "core/base/text/text.hpp"

namespace halle::notify_email {
namespace {
constexpr std::size_t signature_digits = 40;

std::optional<std::string> from_hex(std::string_view digits) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  if (digits.size() % 2 != 0 || digits.find_first_not_of("0123456789abcdef") != digits.npos)
    return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes += static_cast<char>(value(digits[i]) << 4 | value(digits[i + 1]));
  return bytes;
}
}  // namespace

std::string signed_text(const Unsubscribing& what) {
  return "unsubscribe:" + std::to_string(what.member.size()) + ":" + what.member + what.topic;
}

std::string unsubscribe_key(const Unsubscribing& what, std::string_view signature) {
  return hex(what.member) + "-" + hex(what.topic) + "-" +
         std::string(signature.substr(0, signature_digits));
}

std::optional<Unsubscribing> read_unsubscribe_key(std::string_view key) {
  const auto parts = split(std::string(key), '-');
  if (key.size() > 500 || parts.size() != 3 || parts[2].size() != signature_digits)
    return std::nullopt;
  const auto member = from_hex(parts[0]);
  const auto topic = from_hex(parts[1]);
  if (!member || !topic || member->empty() || topic->empty()) return std::nullopt;
  return Unsubscribing{*member, *topic};
}

}  // namespace halle::notify_email
