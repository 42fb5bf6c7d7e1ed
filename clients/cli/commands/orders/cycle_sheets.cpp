#include "clients/cli/commands/orders/cycle_sheets.hpp"

#include <cmath>
#include <map>

#include "clients/cli/units.hpp"
#include "core/base/text/decimal.hpp"
#include "core/sheets/sheet.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "halle/orders/v1/orders.halle.hpp"

namespace halle::cli {
namespace {
using orders::v1::CyclesClient;

Result<ExportSheet> supplier_orders(Session& session, const orders::v1::GetSheetRequest& request) {
  HALLE_TRY(reply, CyclesClient(session.read()).get_supplier_orders(request));
  ExportSheet sheet{{"producer", "product_code", "product_name", "case_size", "cases", "items",
                     "unit_price_cents", "total_cents", "cost_total_cents", "unit"},
                    {}};
  for (const auto& row : reply.rows()) {
    const bool in_cases = row.case_size() > 0;
    sheet.rows.push_back({row.producer(), row.product_code(), row.product_name(),
                          in_cases ? quantity_json(row.case_size()) : Json(), row.cases(),
                          quantity_json(row.items()), row.unit_price_cents(), row.total_cents(),
                          row.has_cost_total_cents() ? Json(row.cost_total_cents()) : Json(),
                          unit_code(row.unit())});
  }
  return sheet;
}

Result<ExportSheet> allotments(Session& session, const orders::v1::GetSheetRequest& request) {
  HALLE_TRY(reply, CyclesClient(session.read()).get_allotments(request));
  ExportSheet sheet{{"member_number", "product_code", "firm", "tolerance", "allotted",
                     "unit_price_cents", "total_cents"},
                    {}};
  for (const auto& row : reply.rows())
    sheet.rows.push_back({row.member_number(), row.product_code(), quantity_json(row.firm()),
                          quantity_json(row.tolerance()), quantity_json(row.allotted()),
                          row.unit_price_cents(), row.base_cents()});
  return sheet;
}

/// What to put into whose basket, producer by producer; members who get nothing are left out.
Result<ExportSheet> pick_list(Session& session, const orders::v1::GetSheetRequest& request) {
  HALLE_TRY(reply, CyclesClient(session.read()).get_allotments(request));
  HALLE_TRY(members, membership::v1::MembersClient(session.read()).list({}));
  std::map<std::string, std::string> names;
  for (const auto& member : members.members())
    names[member.number()] = member.first_name() + " " + member.name();
  ExportSheet sheet{{"member_number", "member_name", "producer", "product_code", "product_name",
                     "allotted", "unit"},
                    {}};
  for (const auto& row : reply.rows())
    if (row.allotted() > 0)
      sheet.rows.push_back({row.member_number(), names[row.member_number()], row.producer(),
                            row.product_code(), row.product_name(), quantity_json(row.allotted()),
                            unit_code(row.unit())});
  return sheet;
}

Result<ExportSheet> balances(Session& session) {
  HALLE_TRY(reply, orders::v1::AccountsClient(session.read()).list_balances({}));
  ExportSheet sheet{{"member_number", "balance_cents"}, {}};
  for (const auto& row : reply.rows())
    sheet.rows.push_back({row.member_number(), row.balance_cents()});
  return sheet;
}

std::string csv_cell(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_number_float())
    return format_decimal(static_cast<std::int64_t>(std::llround(value.get<double>() * 1000)), 3);
  if (!value.is_string()) return value.dump();
  std::string text = value.get<std::string>();
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    text.insert(0, "'");
  return text;
}
}  // namespace

Result<ExportSheet> cycle_sheet(Session& session, const std::string& cycle,
                                const std::string& what) {
  orders::v1::GetSheetRequest request;
  request.set_cycle(cycle);
  if (what == "supplier-orders") return supplier_orders(session, request);
  if (what == "allotments") return allotments(session, request);
  if (what == "pick-list") return pick_list(session, request);
  // Balances are those of the accounts today; the cycle must exist all the same.
  orders::v1::GetCycleRequest known;
  known.set_cycle(cycle);
  HALLE_TRY(found, CyclesClient(session.read()).get(known));
  return balances(session);
}

std::string sheet_csv(const ExportSheet& sheet) {
  sheets::Sheet out{sheet.columns, {}};
  for (const auto& row : sheet.rows) {
    auto& cells = out.rows.emplace_back().cells;
    for (const auto& value : row) cells.push_back(csv_cell(value));
  }
  return sheets::write_csv(out, ',');
}

Json sheet_json(const ExportSheet& sheet) {
  Json all = Json::array();
  for (const auto& row : sheet.rows) {
    Json object = Json::object();
    for (std::size_t c = 0; c < row.size(); ++c) object[sheet.columns[c]] = row[c];
    all.push_back(std::move(object));
  }
  return all;
}

}  // namespace halle::cli
