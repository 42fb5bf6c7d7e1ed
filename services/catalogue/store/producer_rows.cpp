#include "services/catalogue/store/producer_rows.hpp"

#include <optional>

#include "core/base/text/text.hpp"
#include "core/sdk/keys.hpp"
#include "core/sheets/sheet.hpp"

namespace halle::catalogue::store {
namespace {
struct ProducerRow {
  Uuid id;
  std::string name;
  std::string description;
  std::string website;
  std::string street;
  std::string post_code;
  std::string town;
  std::optional<std::int32_t> latitude;   // millionths of a degree
  std::optional<std::int32_t> longitude;  // set with `latitude`
  bool published = false;
  std::string email;
  std::optional<std::string> names;  // of products, one a line; empty: it has none
};
HALLE_ROW(ProducerRow, id, name, description, website, street, post_code, town, latitude, longitude,
          published, email, names)

v1::Producer producer_of(const ProducerRow& row) {
  v1::Producer producer;
  producer.set_id(row.id.text());
  producer.set_name(row.name);
  producer.set_description(row.description);
  producer.set_website(row.website);
  auto& place = *producer.mutable_place();
  place.set_street(row.street);
  place.set_post_code(row.post_code);
  place.set_town(row.town);
  if (row.latitude && row.longitude) {
    place.mutable_point()->set_latitude(*row.latitude);
    place.mutable_point()->set_longitude(*row.longitude);
  }
  producer.set_published(row.published);
  producer.set_email(row.email);
  if (row.names)
    for (auto& name : split(*row.names, '\n')) producer.add_products(std::move(name));
  return producer;
}
}  // namespace

Result<std::vector<v1::Producer>> producers(sdk::Call& call, bool only_published) {
  HALLE_TRY(rows, call.query<ProducerRow>(R"(
      WITH names AS (
        SELECT v.producer_id, string_agg(DISTINCT v.name COLLATE "fr-x-icu", E'\n'
                                         ORDER BY v.name COLLATE "fr-x-icu") AS names
          FROM catalogue.product p
          JOIN catalogue.product_version v
            ON v.org_id = p.org_id AND v.product_id = p.id AND v.version = p.version
         WHERE p.org_id = $1 GROUP BY v.producer_id)
      SELECT r.id, r.name, r.description, r.website, r.street, r.post_code, r.town, r.latitude,
             r.longitude, r.published, CASE WHEN $2 THEN '' ELSE r.email END AS email, n.names
        FROM catalogue.producer r LEFT JOIN names n ON n.producer_id = r.id
       WHERE r.org_id = $1 AND (r.published OR NOT $2::boolean)
       ORDER BY r.name_key, r.id)",
                                          call.organisation(), only_published));
  std::vector<v1::Producer> all;
  for (const auto& row : rows) all.push_back(producer_of(row));
  return all;
}

void lock_import(sdk::Call& call) {
  call.lock("catalogue.import", call.organisation());
}

Result<int> fold_anew(sdk::Call& call) {
  return sdk::fold_anew(call, "catalogue.producer", "name_key", sheets::heading_key);
}

Result<std::vector<std::string>> known_producers(sdk::Call& call,
                                                 const std::vector<std::string>& keys) {
  return call.query<std::string>(
      "SELECT name_key FROM catalogue.producer WHERE org_id = $1 AND name_key = ANY ($2::text[])",
      call.organisation(), keys);
}

Result<std::vector<Contact>> contacts(sdk::Call& call, const std::vector<std::string>& names) {
  return call.query<Contact>(R"(
      SELECT name, email FROM catalogue.producer
       WHERE org_id = $1 AND email <> '' AND (name = ANY($2::text[]) OR $2::text[] = '{}')
       ORDER BY name COLLATE "fr-x-icu", id)",
                             call.organisation(), names);
}

Result<bool> set_producer(sdk::Call& call, const Uuid& id, const v1::Producer& producer) {
  const auto& place = producer.place();
  std::optional<std::int64_t> latitude;
  std::optional<std::int64_t> longitude;
  if (place.has_point()) {
    latitude = place.point().latitude();
    longitude = place.point().longitude();
  }
  HALLE_TRY(written,
            call.find<int>(R"(
      UPDATE catalogue.producer SET description = $3, website = $4, street = $5, post_code = $6,
             town = $7, latitude = $8, longitude = $9, published = $10, email = $11
       WHERE org_id = $1 AND id = $2 RETURNING 1)",
                           call.organisation(), id, producer.description(), producer.website(),
                           place.street(), place.post_code(), place.town(), latitude, longitude,
                           producer.published(), producer.email()));
  return written.has_value();
}

}  // namespace halle::catalogue::store
