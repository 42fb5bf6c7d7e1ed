#pragma once
// The tables notify_email.setting and template.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/notify_email/v1/notify_email.pb.h"

namespace halle::notify_email::store {

/// Settings of the association as stored, or the usual ones. Times of day in minutes.
struct SettingRow {
  std::string from_name;
  std::string reply_to;
  std::optional<int> quiet_from;
  std::optional<int> quiet_until;
  int daily_at = 0;
  int per_hour = 0;
  std::string footer;
  std::string failure;  // of the mail server; empty: it answered last
  std::optional<Instant> failed_at;
  bool quiet = false;  // now
  Instant quiet_ends;  // the next end of the quiet hours; now if there are none
  Instant next_daily;  // the next daily letter
};
HALLE_ROW(SettingRow, from_name, reply_to, quiet_from, quiet_until, daily_at, per_hour, footer,
          failure, failed_at, quiet, quiet_ends, next_daily)
Result<SettingRow> settings(sdk::Call& call);
/// As a message, times as HH:MM.
v1::MailSettings message_of(const SettingRow& row);
/// Replaces the settings; `row` without failure and instants.
void set_settings(sdk::Call& call, const SettingRow& row);
/// Records a failure of the mail server, or that it answered (empty).
void note_server(sdk::Call& call, const std::string& failure);

struct TemplateRow {
  std::string kind;
  std::string language;
  std::string subject;
  std::string text;
};
HALLE_ROW(TemplateRow, kind, language, subject, text)
Result<std::vector<TemplateRow>> templates(sdk::Call& call);
/// Replaces the association's own texts of a kind in a language; deletes them if both are empty.
void set_template(sdk::Call& call, const TemplateRow& row);

}  // namespace halle::notify_email::store
