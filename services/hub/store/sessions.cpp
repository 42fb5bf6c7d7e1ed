#include "services/hub/store/sessions.hpp"

#include "core/sdk/time.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "services/hub/store/links/password_links.hpp"

namespace halle::hub::store {
namespace {
constexpr std::chrono::hours session_life{30 * 24};
constexpr std::int64_t most_per_login = 20;
constexpr std::int64_t most_per_address = 60;

/// Wrong guesses within the last hour.
struct Guesses {
  std::int64_t of_login = 0;  // on this device
  std::int64_t from_address = 0;
};
HALLE_ROW(Guesses, of_login, from_address)
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
      call.execute("INSERT INTO hub.session (token_hash, account_id, created_at, expires_at) "
                   "VALUES ($1, $2, $3, $4)",
                   sdk::Value::bytes(sha256(reply.token())), account, call.now(), expires));
  return reply;
}

Result<bool> open_session_until(sdk::Call& call, const Uuid& account, const std::string& token,
                                Instant expires) {
  HALLE_TRY(opened,
            call.find<int>("INSERT INTO hub.session (token_hash, account_id, created_at, "
                           "expires_at) SELECT $1, id, $3, $4 FROM hub.account WHERE id = $2 "
                           "RETURNING 1",
                           sdk::Value::bytes(sha256(token)), account, call.now(), expires));
  return opened.has_value();
}

Status end_session(sdk::Call& call, const std::string& token, const std::optional<Uuid>& account) {
  return call.execute("DELETE FROM hub.session WHERE token_hash = $1 AND account_id = $2",
                      sdk::Value::bytes(sha256(token)), account);
}

void end_sessions(sdk::Call& call, const Uuid& account) {
  for (const char* table : {"session", "invitation"})
    call.queue(std::string("DELETE FROM hub.") + table + " WHERE account_id = $1", account);
  end_password_links(call, account);
  drop_identities(call);
}

void drop_identities(sdk::Call& call) {
  call.queue("SELECT pg_notify('halle_identity', '')");
}

Status may_guess(sdk::Call& call, const v1::NoteFailureRequest& guess) {
  HALLE_TRY(guesses, call.get<Guesses>(R"(
      SELECT (SELECT count(*) FROM hub.sign_in_failure
               WHERE login = $1 AND device = $2
                 AND at > $4::timestamptz - interval '1 hour') AS of_login,
             (SELECT count(*) FROM hub.sign_in_failure
               WHERE address = $3
                 AND at > $4::timestamptz - interval '1 hour') AS from_address)",
                                       sdk::Value::bytes(sha256(guess.login())), guess.device(),
                                       guess.address(), call.now()));
  const bool known_device = !guess.device().empty();
  if (guesses.of_login >= most_per_login ||
      (!known_device && guesses.from_address >= most_per_address))
    return Error{Code::resource_exhausted, "hub.too_many_attempts"};
  return Done{};
}

Status note_failure(sdk::Call& call, const v1::NoteFailureRequest& guess) {
  call.queue("DELETE FROM hub.sign_in_failure WHERE at < $1::timestamptz - interval '1 hour'",
             call.now());
  return call.execute(
      "INSERT INTO hub.sign_in_failure (login, address, device, at) VALUES ($1, $2, $3, $4)",
      sdk::Value::bytes(sha256(guess.login())), guess.address(), guess.device(), call.now());
}

Error refuse(sdk::Call& call, const v1::NoteFailureRequest& guess) {
  call.rollback();
  if (const auto noted = v1::AccountsClient(call).note_failure(guess); !noted) return noted.error();
  return {Code::unauthenticated, "hub.sign_in_refused"};
}

}  // namespace halle::hub::store
