#include "services/hub/store/sessions.hpp"

#include "core/sdk/time.hpp"
#include "halle/hub/v1/hub.halle.hpp"

namespace halle::hub::store {
namespace {
constexpr std::chrono::hours session_life{30 * 24};
constexpr std::int64_t most_per_login = 20;
constexpr std::int64_t most_per_address = 60;
}  // namespace

std::optional<Uuid> caller_account(const sdk::Call& call) {
  constexpr std::string_view prefix = "account:";
  const std::string principal(call.principal());
  if (!principal.starts_with(prefix)) return std::nullopt;
  return Uuid::parse(principal.substr(prefix.size()));
}

Result<v1::SignInReply> open_session(sdk::Call& call, const Uuid& account,
                                     const std::string& device) {
  v1::SignInReply reply;
  reply.set_token(random_hex(32));
  const Instant expires = std::chrono::floor<std::chrono::seconds>(call.now() + session_life);
  sdk::set_timestamp(*reply.mutable_expires_at(), expires);
  if (!device.empty())
    call.queue("INSERT INTO hub.device (account_id, device) VALUES ($1, $2) ON CONFLICT DO NOTHING",
               account, device);
  HALLE_CHECK(
      call.query("INSERT INTO hub.session (token_hash, account_id, created_at, expires_at) "
                 "VALUES ($1, $2, $3, $4)",
                 sdk::Value::bytes(sha256(reply.token())), account, call.now(), expires));
  return reply;
}

void drop_identities(sdk::Call& call) {
  call.queue("SELECT pg_notify('halle_identity', '')");
}

void end_sessions(sdk::Call& call, const Uuid& account) {
  for (const char* table : {"session", "invitation"})
    call.queue(std::string("DELETE FROM hub.") + table + " WHERE account_id = $1", account);
  drop_identities(call);
}

void keep_password(sdk::Call& call, const Uuid& account, const std::string& hash) {
  call.queue(R"(
      INSERT INTO hub.credential (account_id, hash, changed_at) VALUES ($1, $2, $3)
      ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at)",
             account, hash, call.now());
}

Status may_guess(sdk::Call& call, const v1::NoteFailureRequest& guess) {
  HALLE_TRY(rows, call.query(R"(
      SELECT (SELECT count(*) FROM hub.sign_in_failure
               WHERE login = $1 AND device = $2 AND at > $4::timestamptz - interval '1 hour'),
             (SELECT count(*) FROM hub.sign_in_failure
               WHERE address = $3 AND at > $4::timestamptz - interval '1 hour'))",
                             sdk::Value::bytes(sha256(guess.login())), guess.device(),
                             guess.address(), call.now()));
  const bool known_device = !guess.device().empty();
  if (rows[0].number(0) >= most_per_login ||
      (!known_device && rows[0].number(1) >= most_per_address))
    return Error{Code::resource_exhausted, "hub.too_many_attempts"};
  return Done{};
}

Error refuse(sdk::Call& call, const v1::NoteFailureRequest& guess) {
  call.rollback();
  if (const auto noted = v1::AccountsClient(call).note_failure(guess); !noted) return noted.error();
  return {Code::unauthenticated, "hub.sign_in_refused"};
}

}  // namespace halle::hub::store
