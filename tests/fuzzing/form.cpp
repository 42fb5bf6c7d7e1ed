// Any bytes as the body of an HTML form. What is read is text within its limits, and is the same
// when it is written and read again.
#include <string>

#include "core/base/text/text.hpp"
#include "core/gateway/http/form.hpp"
#include "tests/fuzzing/fuzzing.hpp"

namespace halle::gateway {
namespace {
std::string escaped(const std::string& text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

void check(std::string_view body) {
  const auto fields = read_form(body);
  if (!fields) return;
  MUST(body.size() <= largest_form && fields->size() <= most_fields);
  std::string written;
  for (const auto& [name, value] : *fields) {
    for (const auto& text : {name, value}) MUST(text.size() <= longest_field && is_utf8(text));
    written += escaped(name) + "=" + escaped(value) + "&";
  }
  if (written.size() <= largest_form) MUST(read_form(written) == fields);
}
}  // namespace
}  // namespace halle::gateway

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  halle::gateway::check(halle::fuzzing::text_of(data, size));
  return 0;
}
