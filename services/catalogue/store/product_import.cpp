#include "services/catalogue/store/product_import.hpp"

#include <nlohmann/json.hpp>

#include "core/base/keys.hpp"
#include "services/catalogue/store/producer_rows.hpp"
#include "services/catalogue/store/product_columns.hpp"

namespace halle::catalogue::store {
namespace {
using Json = nlohmann::json;

template <class Value>
Json json_of(const Value& value) {
  return value;
}
Json json_of(const std::optional<std::int64_t>& value) {
  return value ? Json(*value) : Json();
}

/// The version's columns that a row says, as an object. JSON, as the sheet may lack some of them:
/// of a known product PostgreSQL puts the others into the version that it has.
std::string columns_of(const Product& product) {
  Json columns = Json::object();
  each_product_field([&](const auto& field) {
    columns[std::string(field.column)] = json_of(product.*field.value);
  });
  return columns.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// $2 whether to write, $3 now, $4 the version of the folding of producers' keys, $5 the columns
/// that the sheet says nothing of, $6 those of them that stay also when the unit changes, from $7
/// the rows.
const std::string& upsert() {
  static const std::string statement = with_product(R"(
      WITH given AS (
        SELECT g.id, g.code, g.producer_id, g.producer, g.producer_key, g.fields::jsonb AS fields
          FROM unnest($7::uuid[], $8::text[], $9::uuid[], $10::text[], $11::text[], $12::text[])
            AS g (id, code, producer_id, producer, producer_key, fields)),
      -- each row beside the version that is the newest now, and the next one: what the sheet says put
      -- into it
      merged AS MATERIALIZED (
        SELECT g.code, coalesce(p.id, g.id) AS id, coalesce(p.version, 0) AS version,
               coalesce(r.id, g.producer_id) AS producer_id, g.producer, g.producer_key, v AS before,
               jsonb_populate_record(v,
                 CASE WHEN v.version IS NULL THEN g.fields
                      WHEN v.unit = (g.fields ->> 'unit')::smallint THEN g.fields - $5::text[]
                      ELSE g.fields - $6::text[] END
                 || jsonb_build_object('producer_id', coalesce(r.id, g.producer_id))) AS next
          FROM given g
          LEFT JOIN catalogue.producer r ON r.org_id = $1 AND r.name_key = g.producer_key
          LEFT JOIN catalogue.product p ON p.org_id = $1 AND p.code = g.code
          LEFT JOIN catalogue.product_version v
            ON v.org_id = $1 AND v.product_id = p.id AND v.version = p.version),
      -- what is sold from stock comes in no cases and has no minimum
      wanted AS MATERIALIZED (
        SELECT m.code, m.id, m.version, m.producer_id, m.producer, m.producer_key, m.before,
               CASE WHEN (m.next).available IS NULL THEN m.next
                    ELSE jsonb_populate_record(m.next, '{"case_size": 0, "minimum": 0}') END AS next
          FROM merged m),
      -- with what that would change
      judged AS (
        SELECT w.*, CASE WHEN w.version = 0 THEN 'created'
                         WHEN w.next IS NOT DISTINCT FROM w.before THEN 'unchanged'
                         ELSE 'updated' END AS verdict
          FROM wanted w),
      -- and, if it is to be written, the rows that change
      producers AS (
        INSERT INTO catalogue.producer (org_id, id, name, name_key, key_version)
        SELECT DISTINCT ON (producer_key) $1::uuid, producer_id, producer, producer_key,
               $4::smallint
          FROM judged WHERE $2::boolean AND verdict <> 'unchanged'
        ON CONFLICT (org_id, name_key) DO NOTHING),
      products AS (
        INSERT INTO catalogue.product (org_id, id, code, version)
        SELECT $1, id, code, version + 1
          FROM judged WHERE $2::boolean AND verdict <> 'unchanged'
        ON CONFLICT (org_id, code) DO UPDATE SET version = excluded.version),
      versions AS (
        INSERT INTO catalogue.product_version (org_id, product_id, version, valid_from, producer_id,
                                               {product: *})
        SELECT $1, id, version + 1, $3, producer_id, {product: (next).*}
          FROM judged WHERE $2::boolean AND verdict <> 'unchanged')
      SELECT verdict FROM judged)");
  return statement;
}
}  // namespace

Result<std::vector<std::string>> import_products(sdk::Call& call,
                                                 const std::vector<ImportRow>& rows,
                                                 const std::set<std::string>& present, bool write) {
  std::vector<std::string> lacked;
  std::vector<std::string> lacked_of_any_unit;
  each_product_field([&](const auto& field) {
    if (present.contains(std::string(field.said_by))) return;
    lacked.emplace_back(field.column);
    if (!field.of_unit) lacked_of_any_unit.emplace_back(field.column);
  });
  std::vector<std::string> columns;
  for (const auto& row : rows) columns.push_back(columns_of(row));
  using Row = ImportRow;
  lock_import(call);
  HALLE_CHECK(fold_anew(call));
  return call.query<std::string>(upsert(), call.organisation(), write, call.now(), folding_version,
                                 lacked, lacked_of_any_unit,
                                 sdk::unnest(rows, &Row::id, &Row::code, &Row::producer_id,
                                             &Row::producer, &Row::producer_key),
                                 columns);
}

}  // namespace halle::catalogue::store
