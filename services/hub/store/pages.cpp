#include "services/hub/store/pages.hpp"

#include "services/hub/domain/opening.hpp"

namespace halle::hub::store {
namespace {
/// The columns from `what` on are NULL together if the page was never set; latitude and longitude,
/// in millionths of a degree, are also if it has no point.
struct PageRow {
  std::string name;
  std::string code;
  std::optional<std::string> what;
  std::optional<std::string> street;
  std::optional<std::string> post_code;
  std::optional<std::string> town;
  std::optional<std::int32_t> latitude;
  std::optional<std::int32_t> longitude;
  std::optional<std::vector<std::string>> opening_times;
  std::optional<std::string> opening;
  std::optional<std::string> joining;
  std::optional<std::string> email;
  std::optional<std::string> telephone;
  std::optional<bool> published;
};
HALLE_ROW(PageRow, name, code, what, street, post_code, town, latitude, longitude, opening_times,
          opening, joining, email, telephone, published)
}  // namespace

Result<StoredPage> page(sdk::Call& call) {
  HALLE_TRY(row, call.find<PageRow>(R"(
      SELECT o.name, o.code, p.what, p.street, p.post_code, p.town, p.latitude, p.longitude,
             p.opening_times, p.opening, p.joining, p.email, p.telephone, p.published
        FROM hub.organisation o LEFT JOIN hub.page p ON p.org_id = o.id WHERE o.id = $1)",
                                    call.organisation()));
  if (!row) return Error{Code::not_found, "halle.organisation_unknown"};
  StoredPage stored;
  stored.name = row->name;
  auto& page = stored.page;
  page.set_code(row->code);
  if (!row->what) return stored;
  page.set_what(*row->what);
  auto& place = *page.mutable_place();
  place.set_street(*row->street);
  place.set_post_code(*row->post_code);
  place.set_town(*row->town);
  if (row->latitude) {
    place.mutable_point()->set_latitude(*row->latitude);
    place.mutable_point()->set_longitude(*row->longitude);
  }
  for (const auto& text : *row->opening_times) {
    const Opening opening = opening_of(text);
    auto* out = page.add_opening_times();
    out->set_day(opening.day);
    out->set_opens(opening.opens);
    out->set_closes(opening.closes);
  }
  page.set_opening(*row->opening);
  page.set_joining(*row->joining);
  page.set_email(*row->email);
  page.set_telephone(*row->telephone);
  page.set_published(*row->published);
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
  return call.execute(R"(
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
                      page.joining(), page.email(), page.telephone(), page.published(), call.now());
}

}  // namespace halle::hub::store
