// Rows of products; what is taken is within what the database and the sheets accept.
#include "services/catalogue/domain/import.hpp"

#include <array>

#include "core/base/text/text.hpp"
#include "services/catalogue/domain/cells.hpp"
#include "tests/fuzzing/rows.hpp"

namespace halle::catalogue {
namespace {
bool within(std::int64_t value, std::int64_t least, std::int64_t most) {
  return value >= least && value <= most;
}

void check_taken(const ProductRow& row) {
  MUST(sheets::is_reference(row.code, 40) && !row.name.empty() && !row.producer.empty());
  for (const auto& text : {row.name, row.producer, row.origin}) {
    MUST(is_plain_text(text, 200) && trim(text) == text);
  }
  for (const auto& label : row.labels) MUST(!label.empty() && is_plain_text(label, 50));
  MUST((row.net_quantity == 0) == (row.net_unit == Unit::none));
  MUST(within(row.net_quantity, 0, 1'000'000) && within(row.price_cents, 1, 1'000'000));
  MUST(within(row.cost_excl_vat.value_or(1), 1, 100'000'000));
  for (const auto quantity : {row.case_size, row.minimum, row.available.value_or(0)}) {
    MUST(within(quantity, 0, 1'000'000'000));
    if (is_countable(row.unit)) MUST(quantity % 1000 == 0);
  }
  MUST(row.months < 0xFFF &&
       parse_vat_rate(std::to_string(row.vat_rate / 100) + "," +
                      std::to_string(row.vat_rate % 100 / 10)) == row.vat_rate);
}

void check(std::string_view text) {
  const auto sheet = fuzzing::sheet_of(text, product_columns());
  const auto parsed = parse_products(sheet, {});
  MUST(parsed);
  fuzzing::check_rows(parsed.value(), sheet, product_columns());
  for (const auto& row : parsed.value().rows) check_taken(row);
  if (const auto months = parse_months(text)) MUST(*months < 0xFFF);
}
}  // namespace
}  // namespace halle::catalogue

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = halle::fuzzing::text_of(data, size);
  if (halle::fuzzing::is_request_text(text)) halle::catalogue::check(text);
  return 0;
}
