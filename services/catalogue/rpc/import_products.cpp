#include <map>

#include "core/base/keys.hpp"
#include "core/base/text.hpp"
#include "core/sheets/messages.hpp"
#include "services/catalogue/domain/import.hpp"
#include "services/catalogue/domain/vat.hpp"
#include "services/catalogue/rpc/products.hpp"
#include "services/catalogue/store/producer_rows.hpp"

namespace halle::catalogue {
namespace {
/// The rows as one array per column, for unnest.
struct Columns {
  std::vector<std::string> ids, codes, names, producer_ids, producers, producer_keys, costs,
      classes, availables, labels, origins;
  std::vector<std::int64_t> units, net_quantities, net_units, prices, case_sizes, minimums, months;
};

std::string joined(const std::vector<std::string>& labels) {
  std::string out;
  for (const auto& label : labels) out += (out.empty() ? "" : "\n") + label;
  return out;
}

Columns columns_of(const std::vector<ProductRow>& rows, Instant now) {
  const auto new_id = [now] { return make_uuid_v7(now.time_since_epoch().count() / 1000).text(); };
  const std::string today = format_instant(now).substr(0, 10);
  const auto text = [](const std::optional<std::int64_t>& number) {
    return number ? std::to_string(*number) : std::string{};
  };
  std::map<std::string, std::string> producer_ids;
  Columns out;
  for (const auto& row : rows) {
    const std::string key = sheets::heading_key(row.producer);
    out.ids.push_back(new_id());
    out.codes.push_back(row.code);
    out.names.push_back(row.name);
    out.producer_ids.push_back(producer_ids.try_emplace(key, new_id()).first->second);
    out.producers.push_back(row.producer);
    out.producer_keys.push_back(key);
    out.units.push_back(static_cast<std::int64_t>(row.unit) + 1);
    out.net_quantities.push_back(row.net_quantity);
    out.net_units.push_back(row.net_unit == NetUnit::none ? 0 : static_cast<int>(row.net_unit) + 1);
    out.prices.push_back(row.price_cents);
    out.costs.push_back(text(row.cost_excl_vat));
    out.classes.emplace_back(vat_class_of(row.vat_rate, today));
    out.case_sizes.push_back(row.case_size);
    out.minimums.push_back(row.minimum);
    out.availables.push_back(text(row.available));
    out.labels.push_back(joined(row.labels));
    out.origins.push_back(row.origin);
    out.months.push_back(row.months);
  }
  return out;
}

/// A column that the sheet lacks keeps what is known of a product, unless its unit changes.
/// Without `write` only says what would change. One row for each of the sheet's: its verdict.
Result<sdk::Rows> upsert(sdk::Call& call, const Columns& c, const std::vector<std::int64_t>& has,
                         bool write) {
  store::lock_import(call);
  HALLE_CHECK(store::fold_anew(call));
  return call.query(R"(
      WITH given AS (
        SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
                             $8::smallint[], $9::bigint[], $10::smallint[], $11::bigint[],
                             $12::text[], $13::text[], $14::bigint[], $15::bigint[], $16::text[],
                             $17::text[], $18::text[], $19::int[])
          AS g (id, code, name, producer_id, producer, producer_key, unit, net_quantity, net_unit,
                price_cents, cost, vat_class, case_size, minimum, available, labels, origin, months)),
      has AS (
        SELECT h[1] = 1 AS net, h[2] = 1 AS cost, h[3] = 1 AS case_size, h[4] = 1 AS minimum,
               h[5] = 1 AS available, h[6] = 1 AS labels, h[7] = 1 AS origin, h[8] = 1 AS months
          FROM (SELECT $20::bigint[] AS h) t),
      merged AS (
        SELECT g.code, coalesce(p.id, g.id) AS id, coalesce(p.version, 0) AS version, g.name,
               coalesce(r.id, g.producer_id) AS producer_id, g.producer, g.producer_key, g.unit,
               CASE WHEN has.net OR v.unit IS DISTINCT FROM g.unit THEN g.net_quantity
                    ELSE v.net_quantity END AS net_quantity,
               CASE WHEN has.net OR v.unit IS DISTINCT FROM g.unit THEN g.net_unit
                    ELSE v.net_unit END AS net_unit,
               g.price_cents,
               CASE WHEN has.cost THEN nullif(g.cost, '')::bigint ELSE v.cost_excl_vat END
                 AS cost_excl_vat,
               g.vat_class,
               CASE WHEN has.case_size OR v.unit IS DISTINCT FROM g.unit THEN g.case_size
                    ELSE v.case_size END AS case_size,
               CASE WHEN has.minimum OR v.unit IS DISTINCT FROM g.unit THEN g.minimum
                    ELSE v.minimum END AS minimum,
               CASE WHEN has.available OR v.unit IS DISTINCT FROM g.unit
                    THEN nullif(g.available, '')::bigint ELSE v.available END AS available,
               CASE WHEN has.labels OR v IS NULL THEN string_to_array(g.labels, E'\n')
                    ELSE v.labels END AS labels,
               CASE WHEN has.origin THEN g.origin ELSE coalesce(v.origin, '') END AS origin,
               CASE WHEN has.months THEN g.months ELSE coalesce(v.months, 0) END AS months,
               v AS before
          FROM given g CROSS JOIN has
          LEFT JOIN catalogue.producer r ON r.org_id = $1 AND r.name_key = g.producer_key
          LEFT JOIN catalogue.product p ON p.org_id = $1 AND p.code = g.code
          LEFT JOIN catalogue.product_version v
            ON v.org_id = $1 AND v.product_id = p.id AND v.version = p.version),
      wanted AS (
        SELECT m.code, m.id, m.version, m.name, m.producer_id, m.producer, m.producer_key, m.unit,
               m.net_quantity, m.net_unit, m.price_cents, m.cost_excl_vat, m.vat_class,
               CASE WHEN m.available IS NULL THEN m.case_size ELSE 0 END AS case_size,
               CASE WHEN m.available IS NULL THEN m.minimum ELSE 0 END AS minimum,
               m.available, m.labels, m.origin, m.months, m.before
          FROM merged m),
      judged AS (
        SELECT w.*, CASE WHEN w.version = 0 THEN 'created'
            WHEN (w.name, w.producer_id, w.unit, w.net_quantity, w.net_unit, w.price_cents,
                  w.cost_excl_vat, w.vat_class, w.case_size, w.minimum, w.available, w.labels,
                  w.origin, w.months) IS NOT DISTINCT FROM
                 ((w.before).name, (w.before).producer_id, (w.before).unit,
                  (w.before).net_quantity, (w.before).net_unit, (w.before).price_cents,
                  (w.before).cost_excl_vat, (w.before).vat_class, (w.before).case_size,
                  (w.before).minimum, (w.before).available, (w.before).labels,
                  (w.before).origin, (w.before).months)
            THEN 'unchanged' ELSE 'updated' END AS verdict
          FROM wanted w),
      producers AS (
        INSERT INTO catalogue.producer (org_id, id, name, name_key, key_version)
        SELECT DISTINCT ON (producer_key) $1::uuid, producer_id, producer, producer_key,
               $23::smallint
          FROM judged WHERE $21::boolean AND verdict <> 'unchanged'
        ON CONFLICT (org_id, name_key) DO NOTHING),
      products AS (
        INSERT INTO catalogue.product (org_id, id, code, version)
        SELECT $1, id, code, version + 1
          FROM judged WHERE $21::boolean AND verdict <> 'unchanged'
        ON CONFLICT (org_id, code) DO UPDATE SET version = excluded.version),
      versions AS (
        INSERT INTO catalogue.product_version (org_id, product_id, version, valid_from, name,
            producer_id, unit, net_quantity, net_unit, price_cents, cost_excl_vat, vat_class,
            case_size, minimum, available, labels, origin, months)
        SELECT $1, id, version + 1, $22, name, producer_id, unit, net_quantity, net_unit,
               price_cents, cost_excl_vat, vat_class, case_size, minimum, available, labels, origin,
               months
          FROM judged WHERE $21::boolean AND verdict <> 'unchanged')
      SELECT verdict FROM judged)",
                    call.organisation(), c.ids, c.codes, c.names, c.producer_ids, c.producers,
                    c.producer_keys, c.units, c.net_quantities, c.net_units, c.prices, c.costs,
                    c.classes, c.case_sizes, c.minimums, c.availables, c.labels, c.origins,
                    c.months, has, write, call.now(), folding_version);
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
  std::vector<std::int64_t> has;
  for (const auto* key : {"net_quantity", "cost_excl_vat", "case_size", "minimum", "available",
                          "labels", "origin", "months_in_season"})
    has.push_back(parsed.present.contains(key) ? 1 : 0);
  HALLE_TRY(rows, upsert(call, columns_of(parsed.rows, call.now()), has, write));
  for (std::size_t r = 0; r < rows.size(); ++r) sheets::count(rows[r].view(0), report);
  report.set_applied(write);
  return reply;
}

}  // namespace halle::catalogue
