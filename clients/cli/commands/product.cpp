#include <algorithm>

#include "clients/cli/commands.hpp"
#include "clients/cli/units.hpp"
#include "clients/cli/words.hpp"
#include "core/base/text/decimal.hpp"
#include "halle/catalogue/v1/catalogue.halle.hpp"

namespace halle::cli {
namespace {
using catalogue::v1::Product;

Json json_of(const Product& product) {
  Json months = Json::array();
  for (const int month : product.months()) months.push_back(month);
  Json labels = Json::array();
  for (const auto& label : product.labels()) labels.push_back(label);
  Json net;
  Json net_price;
  if (product.net_quantity() > 0)
    net = format_decimal(product.net_quantity(), 3) + " " + unit_code(product.net_unit());
  if (product.price_per_net_unit_cents() > 0) net_price = product.price_per_net_unit_cents();
  return {{"code", product.code()},
          {"name", product.name()},
          {"producer", product.producer()},
          {"unit", unit_code(product.unit())},
          {"net_quantity", net},
          {"price_cents", product.price_cents()},
          {"price_per_net_unit_cents", net_price},
          {"cost_excl_vat",
           product.has_cost_excl_vat() ? Json(format_decimal(product.cost_excl_vat(), 4)) : Json()},
          {"vat_class", product.vat_class()},
          {"vat_rate", format_decimal(product.vat_rate(), 2)},
          {"case_size", product.case_size() > 0 ? quantity_json(product.case_size()) : Json()},
          {"minimum", product.minimum() > 0 ? quantity_json(product.minimum()) : Json()},
          {"available", product.has_available() ? quantity_json(product.available()) : Json()},
          {"labels", labels},
          {"origin", product.origin()},
          {"months", months},
          {"version", product.version()}};
}

Status list(const Program& program) {
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, catalogue::v1::ProductsClient(session->read()).list({}));
  Json all = Json::array();
  for (const auto& product : reply.products()) all.push_back(json_of(product));
  print_list(all, {"code", "name", "producer", "unit", "price_cents", "case_size", "available"},
             program.json);
  return Done{};
}

std::string with_comma(std::string decimal) {
  std::replace(decimal.begin(), decimal.end(), '.', ',');
  return decimal;
}

Status show(const Program& program, const std::string& code) {
  HALLE_TRY(session, program.for_organisation());
  catalogue::v1::GetProductRequest request;
  request.set_code(code);
  HALLE_TRY(reply, catalogue::v1::ProductsClient(session->read()).get(request));
  Json product = json_of(reply.versions(0));
  if (program.json) {
    Json versions = Json::array();
    for (const auto& version : reply.versions()) versions.push_back(json_of(version));
    product["versions"] = versions;
  } else if (french()) {
    for (const auto* key : {"net_quantity", "cost_excl_vat", "vat_rate"})
      if (auto& value = product[key]; value.is_string()) value = with_comma(value);
  }
  print_object(product, program.json);
  return Done{};
}
}  // namespace

void add_product_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("product", words("help.product"));
  group->require_subcommand(1);
  add_command(*group, program, "list", words("help.product.list"),
              [&program] { return list(program); });
  auto code = std::make_shared<std::string>();
  add_command(*group, program, "show", words("help.product.show"),
              [&program, code] { return show(program, *code); })
      ->add_option("CODE", *code, words("option.product"))
      ->required();
}

}  // namespace halle::cli
