#include "plugins/notify_email/store/settings.hpp"

#include "plugins/notify_email/domain/time_of_day.hpp"

namespace halle::notify_email::store {

Result<SettingRow> settings(sdk::Call& call) {
  // Without a row: the defaults of the table's columns.
  return call.get<SettingRow>(R"(
      SELECT coalesce(s.from_name, '') AS from_name, coalesce(s.reply_to, '') AS reply_to,
             q.quiet_from, q.quiet_until, d.daily_at, coalesce(s.per_hour, 300) AS per_hour,
             coalesce(s.footer, '') AS footer, coalesce(s.failure, '') AS failure, s.failed_at,
             notify_email.is_quiet($2, $3, q.quiet_from, q.quiet_until) AS quiet,
             coalesce(notify_email.next_time($2, $3, q.quiet_until), $2) AS quiet_ends,
             notify_email.next_time($2, $3, d.daily_at) AS next_daily
        FROM (SELECT 1) one
        LEFT JOIN notify_email.setting s ON s.org_id = $1
        CROSS JOIN LATERAL (SELECT CASE WHEN s.org_id IS NULL THEN 1260 ELSE s.quiet_from END AS quiet_from,
                                   CASE WHEN s.org_id IS NULL THEN 420 ELSE s.quiet_until END AS quiet_until) q
        CROSS JOIN LATERAL (SELECT coalesce(s.daily_at, 420) AS daily_at) d)",
                              call.organisation(), call.now(), call.zone());
}

v1::MailSettings message_of(const SettingRow& row) {
  v1::MailSettings out;
  out.set_from_name(row.from_name);
  out.set_reply_to(row.reply_to);
  if (row.quiet_from) out.set_quiet_from(format_time_of_day(*row.quiet_from));
  if (row.quiet_until) out.set_quiet_until(format_time_of_day(*row.quiet_until));
  out.set_daily_at(format_time_of_day(row.daily_at));
  out.set_per_hour(row.per_hour);
  out.set_footer(row.footer);
  return out;
}

void set_settings(sdk::Call& call, const SettingRow& row) {
  call.queue(R"(
      INSERT INTO notify_email.setting (org_id, from_name, reply_to, quiet_from, quiet_until,
          daily_at, per_hour, footer)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (org_id) DO UPDATE SET from_name = excluded.from_name,
          reply_to = excluded.reply_to, quiet_from = excluded.quiet_from,
          quiet_until = excluded.quiet_until, daily_at = excluded.daily_at,
          per_hour = excluded.per_hour, footer = excluded.footer)",
             call.organisation(), row.from_name, row.reply_to, row.quiet_from, row.quiet_until,
             row.daily_at, row.per_hour, row.footer);
}

void note_server(sdk::Call& call, const std::string& failure) {
  // The first failure makes the row, with the usual settings (settings()).
  call.queue(R"(
      INSERT INTO notify_email.setting AS s (org_id, quiet_from, quiet_until, failure, failed_at)
      SELECT $1, 1260, 420, $2, $3 WHERE $2 <> ''
      ON CONFLICT (org_id) DO UPDATE SET failure = excluded.failure,
          failed_at = excluded.failed_at)",
             call.organisation(), failure, call.now());
  if (failure.empty())
    call.queue(
        "UPDATE notify_email.setting SET failure = '', failed_at = NULL "
        "WHERE org_id = $1 AND failure <> ''",
        call.organisation());
}

Result<std::vector<TemplateRow>> templates(sdk::Call& call) {
  return call.query<TemplateRow>(
      "SELECT kind, language, subject, text FROM notify_email.template WHERE org_id = $1",
      call.organisation());
}

void set_template(sdk::Call& call, const TemplateRow& row) {
  if (row.subject.empty() && row.text.empty()) {
    call.queue(
        "DELETE FROM notify_email.template WHERE org_id = $1 AND kind = $2 AND language = $3",
        call.organisation(), row.kind, row.language);
    return;
  }
  call.queue(
      "INSERT INTO notify_email.template (org_id, kind, language, subject, text) "
      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, kind, language) DO UPDATE "
      "SET subject = excluded.subject, text = excluded.text",
      call.organisation(), row.kind, row.language, row.subject, row.text);
}

}  // namespace halle::notify_email::store
