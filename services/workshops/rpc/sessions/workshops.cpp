#include <algorithm>

#include "core/base/text/text.hpp"
#include "services/workshops/domain/checks.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/sessions/workshops.hpp"

namespace halle::workshops {
namespace {
constexpr std::size_t longest_title = 120;
constexpr std::size_t longest_theme = 60;
constexpr std::size_t longest_about = 4000;
constexpr std::size_t longest_for_whom = 200;
constexpr std::size_t longest_languages = 120;
constexpr std::size_t longest_bring = 500;
constexpr const char* too_long = "workshops.bad_text";

v1::Workshop message_of(const store::WorkshopRow& row) {
  v1::Workshop out;
  out.set_id(row.id.text());
  out.set_title(row.title);
  out.set_theme(row.theme);
  out.set_about(row.about);
  out.set_for_whom(row.for_whom);
  out.set_languages(row.languages);
  out.set_bring(row.bring);
  return out;
}

Status check(const v1::Workshop& workshop) {
  HALLE_CHECK(check_line("title", workshop.title(), longest_title, "workshops.bad_title"));
  if (fold(workshop.title()).empty()) return bad_field("title", "workshops.bad_title");
  HALLE_CHECK(check_line("theme", workshop.theme(), longest_theme, too_long));
  HALLE_CHECK(check_line("for_whom", workshop.for_whom(), longest_for_whom, too_long));
  HALLE_CHECK(check_line("languages", workshop.languages(), longest_languages, too_long));
  HALLE_CHECK(check_line("bring", workshop.bring(), longest_bring, too_long));
  if (!is_utf8(workshop.about()) || !is_plain_prose(workshop.about(), longest_about))
    return bad_field("about", too_long);
  return Done{};
}

v1::Settings message_of(const store::SettingRow& row) {
  v1::Settings out;
  out.set_offer_minutes(row.offer_minutes);
  out.set_last_offer_minutes(row.last_offer_minutes);
  out.set_smaller_may_pass(row.smaller_may_pass);
  out.set_public_page(row.public_page);
  out.set_free_until_minutes(row.free_until_minutes);
  out.set_late_percent(row.late_percent);
  return out;
}
}  // namespace

Result<v1::ListWorkshopsReply> Workshops::list(sdk::Call& call,
                                               const v1::ListWorkshopsRequest& /*request*/) {
  HALLE_TRY(rows, store::workshops(call));
  v1::ListWorkshopsReply reply;
  for (const auto& row : rows) *reply.add_workshops() = message_of(row);
  return reply;
}

Result<v1::Workshop> Workshops::set(sdk::Call& call, const v1::SetWorkshopRequest& request) {
  const auto& given = request.workshop();
  HALLE_CHECK(check(given));
  store::lock_titles(call);
  HALLE_TRY(known, store::workshops(call));
  store::WorkshopRow row{call.new_id(),      trim(given.title()),    trim(given.theme()),
                         given.about(),      trim(given.for_whom()), trim(given.languages()),
                         trim(given.bring())};
  if (!given.id().empty()) {
    const auto id = Uuid::parse(given.id());
    const auto is_it = [&](const auto& one) { return id && one.id == *id; };
    if (std::none_of(known.begin(), known.end(), is_it)) return store::unknown_workshop(given.id());
    row.id = *id;
  }
  for (const auto& other : known) {
    if (other.id == row.id || fold(other.title) != fold(row.title)) continue;
    Error error = bad_field("title", "workshops.workshop_known", row.title);
    error.code = Code::already_exists;
    return error;
  }
  HALLE_CHECK(store::write_workshop(call, row));
  return message_of(row);
}

Result<v1::Settings> Workshops::get_settings(sdk::Call& call,
                                             const v1::GetSettingsRequest& /*request*/) {
  HALLE_TRY(row, store::settings(call));
  return message_of(row);
}

Result<v1::Settings> Workshops::set_settings(sdk::Call& call,
                                             const v1::SetSettingsRequest& request) {
  const auto& given = request.settings();
  constexpr const char* bad = "workshops.bad_minutes";
  HALLE_CHECK(check_range("offer_minutes", given.offer_minutes(), 10, 10080, bad));
  HALLE_CHECK(check_range("last_offer_minutes", given.last_offer_minutes(), 0, 10080, bad));
  HALLE_CHECK(check_range("free_until_minutes", given.free_until_minutes(), 0, 10080, bad));
  HALLE_CHECK(check_range("late_percent", given.late_percent(), 0, 100, "workshops.bad_percent"));
  const store::SettingRow row{given.offer_minutes(),      given.last_offer_minutes(),
                              given.smaller_may_pass(),   given.public_page(),
                              given.free_until_minutes(), given.late_percent()};
  HALLE_CHECK(store::set_settings(call, row));
  return message_of(row);
}

}  // namespace halle::workshops
