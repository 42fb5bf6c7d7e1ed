#include <map>

#include "core/sheets/messages.hpp"
#include "services/catalogue/domain/import.hpp"
#include "services/catalogue/domain/vat.hpp"
#include "services/catalogue/rpc/products.hpp"
#include "services/catalogue/store/product_import.hpp"

namespace halle::catalogue {
namespace {
/// The rows as they are written; a product or producer that is not known gets the id given here.
std::vector<store::ImportRow> rows_of(const sdk::Call& call, const std::vector<ProductRow>& rows) {
  const std::string today = day_text(std::chrono::floor<std::chrono::days>(call.now()));
  std::map<std::string, Uuid> producer_ids;
  std::vector<store::ImportRow> out;
  for (const auto& row : rows) {
    const std::string key = sheets::heading_key(row.producer);
    const Uuid producer = producer_ids.try_emplace(key, call.new_id()).first->second;
    auto& to = out.emplace_back(store::ImportRow{row, call.new_id(), producer, key});
    to.vat_class = vat_class_of(row.vat_rate, today);
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
