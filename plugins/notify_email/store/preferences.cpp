#include "plugins/notify_email/store/preferences.hpp"

namespace halle::notify_email::store {

Result<std::vector<ChoiceRow>> choices(sdk::Call& call, const std::vector<std::string>& members) {
  return call.query<ChoiceRow>(
      "SELECT member_number, topic, choice FROM notify_email.preference "
      "WHERE org_id = $1 AND member_number = ANY($2::text[]) ORDER BY member_number, topic",
      call.organisation(), members);
}

void set_choices(sdk::Call& call, const std::string& member, const std::vector<ChoiceRow>& rows) {
  call.queue(R"(
      INSERT INTO notify_email.preference (org_id, member_number, topic, choice)
      SELECT $1, $2, c.topic, c.choice FROM unnest($3::text[], $4::smallint[]) AS c (topic, choice)
      ON CONFLICT (org_id, member_number, topic) DO UPDATE SET choice = excluded.choice)",
             call.organisation(), member, sdk::unnest(rows, &ChoiceRow::topic, &ChoiceRow::choice));
}

Result<std::vector<ReaderRow>> languages(sdk::Call& call, const std::vector<std::string>& members) {
  return call.query<ReaderRow>(
      "SELECT member_number, language FROM notify_email.reader "
      "WHERE org_id = $1 AND member_number = ANY($2::text[])",
      call.organisation(), members);
}

void set_language(sdk::Call& call, const std::string& member, const std::string& language) {
  call.queue(
      "INSERT INTO notify_email.reader (org_id, member_number, language) VALUES ($1, $2, $3) "
      "ON CONFLICT (org_id, member_number) DO UPDATE SET language = excluded.language",
      call.organisation(), member, language);
}

void note_refusal(sdk::Call& call, const std::string& address) {
  call.queue(
      "INSERT INTO notify_email.refusal AS r (org_id, address, refusals, last_at) "
      "VALUES ($1, $2, 1, $3) ON CONFLICT (org_id, address) DO UPDATE "
      "SET refusals = r.refusals + 1, last_at = excluded.last_at",
      call.organisation(), sdk::Value::bytes(address), call.now());
}

void forget_refusals(sdk::Call& call, const std::string& address) {
  call.queue("DELETE FROM notify_email.refusal WHERE org_id = $1 AND address = $2",
             call.organisation(), sdk::Value::bytes(address));
}

void unblock_all(sdk::Call& call) {
  call.queue("DELETE FROM notify_email.refusal WHERE org_id = $1", call.organisation());
}

Result<std::vector<std::string>> blocked_addresses(sdk::Call& call) {
  return call.query<std::string>(
      "SELECT encode(address, 'hex') FROM notify_email.refusal "
      "WHERE org_id = $1 AND refusals >= $2",
      call.organisation(), refusals_that_block);
}

}  // namespace halle::notify_email::store
