#include "services/catalogue/store/producer_rows.hpp"

#include "core/base/text.hpp"
#include "core/sdk/keys.hpp"
#include "core/sheets/sheet.hpp"

namespace halle::catalogue::store {

Result<std::vector<v1::Producer>> producers(sdk::Call& call, bool only_published) {
  HALLE_TRY(rows, call.query(R"(
      WITH names AS (
        SELECT v.producer_id, string_agg(DISTINCT v.name COLLATE "fr-x-icu", E'\n'
                                         ORDER BY v.name COLLATE "fr-x-icu") AS names
          FROM catalogue.product p
          JOIN catalogue.product_version v
            ON v.org_id = p.org_id AND v.product_id = p.id AND v.version = p.version
         WHERE p.org_id = $1 GROUP BY v.producer_id)
      SELECT r.id, r.name, r.description, r.website, r.street, r.post_code, r.town, r.latitude,
             r.longitude, r.published, n.names
        FROM catalogue.producer r LEFT JOIN names n ON n.producer_id = r.id
       WHERE r.org_id = $1 AND (r.published OR NOT $2::boolean)
       ORDER BY r.name_key, r.id)",
                             call.organisation(), only_published));
  std::vector<v1::Producer> all;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    auto& producer = all.emplace_back();
    producer.set_id(row.text(0));
    producer.set_name(row.text(1));
    producer.set_description(row.text(2));
    producer.set_website(row.text(3));
    auto& place = *producer.mutable_place();
    place.set_street(row.text(4));
    place.set_post_code(row.text(5));
    place.set_town(row.text(6));
    if (!row.is_null(7)) {
      place.mutable_point()->set_latitude(static_cast<std::int32_t>(row.number(7)));
      place.mutable_point()->set_longitude(static_cast<std::int32_t>(row.number(8)));
    }
    producer.set_published(row.truth(9));
    if (!row.is_null(10))
      for (auto& name : split(row.view(10), '\n')) producer.add_products(std::move(name));
  }
  return all;
}

void lock_import(sdk::Call& call) {
  call.queue("SELECT pg_advisory_xact_lock(hashtextextended('catalogue.import ' || $1::text, 0))",
             call.organisation());
}

Result<int> fold_anew(sdk::Call& call) {
  return sdk::fold_anew(call, "catalogue.producer", "name_key", sheets::heading_key);
}

Result<bool> set_producer(sdk::Call& call, const Uuid& id, const v1::Producer& producer) {
  const auto& place = producer.place();
  std::optional<std::int64_t> latitude;
  std::optional<std::int64_t> longitude;
  if (place.has_point()) {
    latitude = place.point().latitude();
    longitude = place.point().longitude();
  }
  HALLE_TRY(rows, call.query(R"(
      UPDATE catalogue.producer SET description = $3, website = $4, street = $5, post_code = $6,
             town = $7, latitude = $8, longitude = $9, published = $10
       WHERE org_id = $1 AND id = $2 RETURNING 1)",
                             call.organisation(), id, producer.description(), producer.website(),
                             place.street(), place.post_code(), place.town(), latitude, longitude,
                             producer.published()));
  return !rows.empty();
}

}  // namespace halle::catalogue::store
