#include <map>

#include "core/base/text/text.hpp"
#include "core/sheets/messages.hpp"
#include "services/catalogue/domain/import.hpp"
#include "services/catalogue/domain/vat.hpp"
#include "services/catalogue/rpc/products.hpp"
#include "services/catalogue/store/product_import.hpp"
#include "services/catalogue/store/units.hpp"

namespace halle::catalogue {
namespace {
std::string joined(const std::vector<std::string>& labels) {
  std::string out;
  for (const auto& label : labels) out += (out.empty() ? "" : "\n") + label;
  return out;
}

/// The rows as they are written; a product or producer that is not known gets the id given here.
std::vector<store::ImportRow> rows_of(const sdk::Call& call, const std::vector<ProductRow>& rows) {
  const std::string today = day_text(std::chrono::floor<std::chrono::days>(call.now()));
  const auto text = [](const std::optional<std::int64_t>& number) {
    return number ? std::to_string(*number) : std::string{};
  };
  std::map<std::string, Uuid> producer_ids;
  std::vector<store::ImportRow> out;
  for (const auto& row : rows) {
    const std::string key = sheets::heading_key(row.producer);
    out.push_back({.id = call.new_id(),
                   .code = row.code,
                   .name = row.name,
                   .producer_id = producer_ids.try_emplace(key, call.new_id()).first->second,
                   .producer = row.producer,
                   .producer_key = key,
                   .unit = store::wire(row.unit),
                   .net_quantity = row.net_quantity,
                   .net_unit = store::wire(row.net_unit),
                   .price_cents = row.price_cents,
                   .cost = text(row.cost_excl_vat),
                   .vat_class = std::string(vat_class_of(row.vat_rate, today)),
                   .case_size = row.case_size,
                   .minimum = row.minimum,
                   .available = text(row.available),
                   .labels = joined(row.labels),
                   .origin = row.origin,
                   .months = row.months});
  }
  return out;
}
}  // namespace

Result<v1::ImportProductsReply> Products::import(sdk::Call& call,
                                                 const v1::ImportProductsRequest& request) {
  HALLE_TRY(parsed,
            parse_products(sheets::sheet_of(request.sheet()), sheets::renamed_of(request.sheet())));
  v1::ImportProductsReply reply;
  auto& report = *reply.mutable_report();
  sheets::add_rejects(parsed.rejects, report);
  for (const auto& heading : parsed.ignored) report.add_ignored(heading);
  const bool write =
      !request.sheet().dry_run() && (request.sheet().partial() || parsed.rejects.empty());
  HALLE_TRY(verdicts,
            store::import_products(call, rows_of(call, parsed.rows), parsed.present, write));
  for (const auto& verdict : verdicts) sheets::count(verdict, report);
  report.set_applied(write);
  return reply;
}

}  // namespace halle::catalogue
