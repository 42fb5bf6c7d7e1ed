#include "plugins/notify_email/store/settings.hpp"
#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "plugins/notify_email/domain/server.hpp"
#include "plugins/notify_email/domain/time_of_day.hpp"
#include "plugins/notify_email/rpc/services.hpp"
#include "plugins/notify_email/store/letters.hpp"

namespace halle::notify_email {
namespace {
constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_footer = 500;
constexpr int most_an_hour = 10000;

/// A time of day or none; an error names the field.
Result<std::optional<int>> read_time(const std::string& field, const std::string& text) {
  if (text.empty()) return std::optional<int>{};
  const auto minutes = read_time_of_day(text);
  if (!minutes) return bad_field(field, "notify_email.bad_time", text);
  return minutes;
}

Result<store::SettingRow> read_settings(const v1::MailSettings& in) {
  store::SettingRow row;
  row.from_name = trim(in.from_name());
  if (!is_plain_text(row.from_name, longest_name))
    return bad_field("from_name", "notify_email.bad_name", row.from_name);
  if (!trim(in.reply_to()).empty()) {
    const auto address = normal_email(trim(in.reply_to()));
    if (!address) return bad_field("reply_to", "notify_email.bad_address", in.reply_to());
    row.reply_to = *address;
  }
  HALLE_TRY(quiet_from, read_time("quiet_from", in.quiet_from()));
  HALLE_TRY(quiet_until, read_time("quiet_until", in.quiet_until()));
  if (quiet_from.has_value() != quiet_until.has_value())
    return bad_field(quiet_from ? "quiet_until" : "quiet_from", "notify_email.half_quiet");
  row.quiet_from = quiet_from;
  row.quiet_until = quiet_until;
  HALLE_TRY(daily_at, read_time("daily_at", in.daily_at()));
  if (!daily_at) return bad_field("daily_at", "notify_email.bad_time");
  row.daily_at = *daily_at;
  if (in.per_hour() < 1 || in.per_hour() > most_an_hour)
    return bad_field("per_hour", "notify_email.bad_number", std::to_string(in.per_hour()));
  row.per_hour = in.per_hour();
  row.footer = trim(in.footer());
  if (!is_plain_prose(row.footer, longest_footer))
    return bad_field("footer", "notify_email.bad_text");
  return row;
}
}  // namespace

Result<v1::MailState> Mail::get_state(sdk::Call& call, const v1::GetMailStateRequest& /*request*/) {
  HALLE_TRY(configuration, call.configuration());
  const Server server = read_server(configuration);
  HALLE_TRY(settings, store::settings(call));
  HALLE_TRY(counts, store::count_letters(call));
  v1::MailState state;
  *state.mutable_settings() = store::message_of(settings);
  if (server.configured) state.set_server(server.shown());
  state.set_server_problem(server.problem);
  state.set_from(server.from);
  state.set_failure(settings.failure);
  if (settings.failed_at) sdk::set_timestamp(*state.mutable_failed_at(), *settings.failed_at);
  state.set_waiting(counts.waiting);
  state.set_sent(counts.sent);
  state.set_dead(counts.dead);
  return state;
}

Result<v1::MailSettings> Mail::set_settings(sdk::Call& call,
                                            const v1::SetMailSettingsRequest& request) {
  HALLE_TRY(row, read_settings(request.settings()));
  store::set_settings(call, row);
  return store::message_of(row);
}

}  // namespace halle::notify_email
