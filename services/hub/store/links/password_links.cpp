#include "services/hub/store/links/password_links.hpp"

namespace halle::hub::store {
namespace {
sdk::Value hash_of(const std::string& secret) {
  return sdk::Value::bytes(sha256(secret));
}
}  // namespace

void lock_password_requests(sdk::Call& call) {
  call.lock("hub.password_link");
}

Result<PasswordRequests> password_requests(sdk::Call& call, const std::string& login_key,
                                           const std::string& address) {
  return call.get<PasswordRequests>(R"(
      SELECT (SELECT count(*) FROM hub.password_link
               WHERE login = $1 AND asked_at > $4::timestamptz - interval '1 hour') AS of_login,
             (SELECT count(*) FROM hub.password_link
               WHERE address = $2 AND asked_at > $4::timestamptz - interval '1 hour')
               AS from_address,
             (SELECT count(*) FROM hub.password_link
               WHERE asked_org = $3 AND has_account
                 AND asked_at > $4::timestamptz - interval '1 hour')
               AS letters_of_organisation)",
                                    hash_of(login_key), address, call.organisation(), call.now());
}

void add_password_link(sdk::Call& call, const NewPasswordLink& link) {
  call.queue("DELETE FROM hub.password_link WHERE asked_at < $1::timestamptz - interval '1 day'",
             call.now());
  call.queue(R"(
      INSERT INTO hub.password_link (id, token_hash, asked_org, account_id, has_account, login,
                                     address, asked_at, expires_at)
      VALUES ($1, $2, $3, $4, $4::uuid IS NOT NULL, $5, $6, $7, $8))",
             link.id, hash_of(link.token), call.organisation(), link.account,
             hash_of(link.login_key), link.address, call.now(), link.expires);
}

Result<std::optional<PasswordLink>> password_link(sdk::Call& call, const std::string& token) {
  return call.find<PasswordLink>(R"(
      SELECT o.name AS organisation_name, o.code AS organisation_code, p.email
        FROM hub.password_link_of($1, $2) p JOIN hub.organisation o ON o.id = p.org_id)",
                                 hash_of(token), call.now());
}

Result<std::optional<Uuid>> use_password_link(sdk::Call& call, const std::string& token) {
  const auto hash = hash_of(token);
  call.queue(
      "SELECT 1 FROM hub.password_link WHERE account_id = (SELECT account_id FROM "
      "hub.password_link WHERE token_hash = $1) ORDER BY id FOR UPDATE",
      hash);
  return call.find<Uuid>("SELECT account_id FROM hub.password_link_of($1, $2)", hash, call.now());
}

void end_password_links(sdk::Call& call, const Uuid& account) {
  call.queue("UPDATE hub.password_link SET account_id = NULL WHERE account_id = $1", account);
}

}  // namespace halle::hub::store
