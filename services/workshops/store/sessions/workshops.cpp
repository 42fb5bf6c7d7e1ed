#include "services/workshops/store/sessions/workshops.hpp"

namespace halle::workshops::store {
namespace {
constexpr const char* columns =
    "SELECT id, title, theme, about, for_whom, languages, bring "
    "FROM workshops.workshop WHERE org_id = $1 ";
}  // namespace

Error unknown_workshop(const std::string& id) {
  return not_found("workshop", "workshops.workshop_unknown", id);
}

Result<std::vector<WorkshopRow>> workshops(sdk::Call& call) {
  static const std::string statement =
      std::string(columns) + R"(ORDER BY title COLLATE "fr-x-icu", id)";
  return call.query<WorkshopRow>(statement, call.organisation());
}

Result<WorkshopRow> workshop(sdk::Call& call, const std::string& id) {
  static const std::string statement = std::string(columns) + "AND id = $2";
  const auto parsed = Uuid::parse(id);
  if (!parsed) return unknown_workshop(id);
  HALLE_TRY(found, call.find<WorkshopRow>(statement, call.organisation(), *parsed));
  if (!found) return unknown_workshop(id);
  return *std::move(found);
}

void lock_titles(sdk::Call& call) {
  call.lock("workshops.titles", call.organisation());
}

Status write_workshop(sdk::Call& call, const WorkshopRow& workshop) {
  return call.execute(R"(
      INSERT INTO workshops.workshop (org_id, id, title, theme, about, for_whom, languages, bring)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (org_id, id) DO UPDATE
         SET title = excluded.title, theme = excluded.theme, about = excluded.about,
             for_whom = excluded.for_whom, languages = excluded.languages, bring = excluded.bring)",
                      call.organisation(), workshop.id, workshop.title, workshop.theme,
                      workshop.about, workshop.for_whom, workshop.languages, workshop.bring);
}

Result<SettingRow> settings(sdk::Call& call) {
  HALLE_TRY(found, call.find<SettingRow>(
                       "SELECT offer_minutes, last_offer_minutes, smaller_may_pass, public_page, "
                       "free_until_minutes, late_percent FROM workshops.setting WHERE org_id = $1",
                       call.organisation()));
  return found.value_or(SettingRow{});
}

Status set_settings(sdk::Call& call, const SettingRow& settings) {
  return call.execute(R"(
      INSERT INTO workshops.setting (org_id, offer_minutes, last_offer_minutes, smaller_may_pass,
                                     public_page, free_until_minutes, late_percent)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (org_id) DO UPDATE
         SET offer_minutes = excluded.offer_minutes,
             last_offer_minutes = excluded.last_offer_minutes,
             smaller_may_pass = excluded.smaller_may_pass, public_page = excluded.public_page,
             free_until_minutes = excluded.free_until_minutes,
             late_percent = excluded.late_percent)",
                      call.organisation(), settings.offer_minutes, settings.last_offer_minutes,
                      settings.smaller_may_pass, settings.public_page, settings.free_until_minutes,
                      settings.late_percent);
}

}  // namespace halle::workshops::store
