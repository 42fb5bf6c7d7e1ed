#include "services/catalogue/store/product_import.hpp"

#include <array>

#include "core/base/keys.hpp"
#include "services/catalogue/store/producer_rows.hpp"

namespace halle::catalogue::store {
namespace {
/// Columns that a sheet may lack, in the order in which the statement knows them.
constexpr std::array optional_columns{"net_quantity", "cost_excl_vat",   "case_size",
                                      "minimum",      "available",       "labels",
                                      "origin",       "months_in_season"};

/// $2 to $19 the rows, $20 which of optional_columns the sheet has, $21 whether to write, $22 now,
/// $23 the version of the folding of producers' keys.
constexpr const char* upsert = R"(
      WITH given AS (
        SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
                             $8::smallint[], $9::bigint[], $10::smallint[], $11::bigint[],
                             $12::text[], $13::text[], $14::bigint[], $15::bigint[], $16::text[],
                             $17::text[], $18::text[], $19::int[])
          AS g (id, code, name, producer_id, producer, producer_key, unit, net_quantity, net_unit,
                price_cents, cost, vat_class, case_size, minimum, available, labels, origin, months)),
      -- which columns the sheet has
      has AS (
        SELECT h[1] = 1 AS net, h[2] = 1 AS cost, h[3] = 1 AS case_size, h[4] = 1 AS minimum,
               h[5] = 1 AS available, h[6] = 1 AS labels, h[7] = 1 AS origin, h[8] = 1 AS months
          FROM (SELECT $20::bigint[] AS h) t),
      -- each row beside the version that is the newest now; a column that the sheet lacks keeps what
      -- is known of the product, unless its unit changes
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
      -- the next versions: what is sold from stock comes in no cases and has no minimum
      wanted AS (
        SELECT m.code, m.id, m.version, m.name, m.producer_id, m.producer, m.producer_key, m.unit,
               m.net_quantity, m.net_unit, m.price_cents, m.cost_excl_vat, m.vat_class,
               CASE WHEN m.available IS NULL THEN m.case_size ELSE 0 END AS case_size,
               CASE WHEN m.available IS NULL THEN m.minimum ELSE 0 END AS minimum,
               m.available, m.labels, m.origin, m.months, m.before
          FROM merged m),
      -- with what that would change
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
      -- and, if it is to be written, the rows that change
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
      SELECT verdict FROM judged)";
}  // namespace

Result<std::vector<std::string>> import_products(sdk::Call& call,
                                                 const std::vector<ImportRow>& rows,
                                                 const std::set<std::string>& present, bool write) {
  std::vector<std::int64_t> has;
  for (const auto* column : optional_columns) has.push_back(present.contains(column) ? 1 : 0);
  using Row = ImportRow;
  lock_import(call);
  HALLE_CHECK(fold_anew(call));
  return call.query<std::string>(
      upsert, call.organisation(),
      sdk::unnest(rows, &Row::id, &Row::code, &Row::name, &Row::producer_id, &Row::producer,
                  &Row::producer_key, &Row::unit, &Row::net_quantity, &Row::net_unit,
                  &Row::price_cents, &Row::cost, &Row::vat_class, &Row::case_size, &Row::minimum,
                  &Row::available, &Row::labels, &Row::origin, &Row::months),
      has, write, call.now(), folding_version);
}

}  // namespace halle::catalogue::store
