// Rows of members; what is taken is in its normal form.
#include "services/membership/domain/import.hpp"

#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"
#include "core/base/time/clock.hpp"
#include "tests/fuzzing/rows.hpp"

namespace halle::membership {
namespace {
template <class Normalise>
void check_normal(const std::string& value, Normalise normalise) {
  if (!value.empty()) MUST(normalise(value) == value);
}

void check_taken(const MemberRow& row) {
  MUST(sheets::is_reference(row.number, 20) && !row.name.empty());
  for (const auto& text : {row.name, row.first_name, row.town})
    MUST(is_plain_text(text, 100) && trim(text) == text);
  MUST(is_plain_text(row.street, 200));
  check_normal(row.email, normal_email);
  check_normal(row.telephone, normal_telephone);
  check_normal(row.post_code, normal_post_code);
  check_normal(row.joined_on, [](std::string_view text) { return normal_day(text, "2027-11-29"); });
  if (!row.joined_on.empty()) MUST(is_day(row.joined_on) && row.joined_on >= "1900");
}

void check(std::string_view text) {
  const auto sheet = fuzzing::sheet_of(text, member_columns());
  const auto parsed = parse_members(sheet, {}, "2026-11-29");
  MUST(parsed);
  fuzzing::check_rows(parsed.value(), sheet, member_columns());
  for (const auto& row : parsed.value().rows) check_taken(row);
}
}  // namespace
}  // namespace halle::membership

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = halle::fuzzing::text_of(data, size);
  if (halle::fuzzing::is_request_text(text)) halle::membership::check(text);
  return 0;
}
