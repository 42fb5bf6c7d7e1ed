#include "services/hub/store/pages.hpp"

#include "core/base/text.hpp"
#include "services/hub/domain/opening.hpp"

namespace halle::hub::store {

Result<StoredPage> page(sdk::Call& call) {
  HALLE_TRY(rows, call.query(R"(
      SELECT o.name, o.code, p.what, p.street, p.post_code, p.town, p.latitude, p.longitude,
             array_to_string(p.opening_times, E'\n'), p.opening, p.joining, p.email, p.telephone,
             p.published
        FROM hub.organisation o LEFT JOIN hub.page p ON p.org_id = o.id WHERE o.id = $1)",
                             call.organisation()));
  if (rows.empty()) return Error{Code::not_found, "halle.organisation_unknown"};
  const auto row = rows[0];
  StoredPage stored;
  stored.name = row.text(0);
  auto& page = stored.page;
  page.set_code(row.text(1));
  if (row.is_null(2)) return stored;
  page.set_what(row.text(2));
  auto& place = *page.mutable_place();
  place.set_street(row.text(3));
  place.set_post_code(row.text(4));
  place.set_town(row.text(5));
  if (!row.is_null(6)) {
    place.mutable_point()->set_latitude(static_cast<std::int32_t>(row.number(6)));
    place.mutable_point()->set_longitude(static_cast<std::int32_t>(row.number(7)));
  }
  for (const auto& text : split(row.view(8), '\n')) {
    if (text.empty()) continue;
    const Opening opening = opening_of(text);
    auto* out = page.add_opening_times();
    out->set_day(opening.day);
    out->set_opens(opening.opens);
    out->set_closes(opening.closes);
  }
  page.set_opening(row.text(9));
  page.set_joining(row.text(10));
  page.set_email(row.text(11));
  page.set_telephone(row.text(12));
  page.set_published(row.truth(13));
  return stored;
}

Status set_page(sdk::Call& call, const v1::Page& page,
                const std::vector<std::string>& opening_times) {
  const auto& place = page.place();
  std::optional<std::int64_t> latitude;
  std::optional<std::int64_t> longitude;
  if (place.has_point()) {
    latitude = place.point().latitude();
    longitude = place.point().longitude();
  }
  HALLE_CHECK(call.query(R"(
      INSERT INTO hub.page (org_id, what, street, post_code, town, latitude, longitude,
          opening_times, opening, joining, email, telephone, published, changed_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      ON CONFLICT (org_id) DO UPDATE SET what = excluded.what, street = excluded.street,
          post_code = excluded.post_code, town = excluded.town, latitude = excluded.latitude,
          longitude = excluded.longitude, opening_times = excluded.opening_times,
          opening = excluded.opening, joining = excluded.joining, email = excluded.email,
          telephone = excluded.telephone, published = excluded.published,
          changed_at = excluded.changed_at)",
                         call.organisation(), page.what(), place.street(), place.post_code(),
                         place.town(), latitude, longitude, opening_times, page.opening(),
                         page.joining(), page.email(), page.telephone(), page.published(),
                         call.now()));
  return Done{};
}

}  // namespace halle::hub::store
