#include <sodium.h>

#include "core/base/text.hpp"
#include "services/hub/rpc/services.hpp"

// Passwords are kept as argon2id (RFC 9106) with the parameters OWASP's password storage sheet
// gives as its minimum; libsodium writes them into each hash.
namespace halle::hub {
namespace {
constexpr unsigned long long argon_passes = 2;
constexpr std::size_t argon_bytes = 19'456 * 1024;
constexpr std::chrono::hours session_life{30 * 24};

/// What a sign-in with an unknown e-mail is checked against, so that it takes as long.
const std::string& decoy_hash() {
  static const std::string hash = [] {
    char out[crypto_pwhash_STRBYTES] = {};
    const int failed = crypto_pwhash_str_alg(out, "decoy", 5, argon_passes, argon_bytes,
                                             crypto_pwhash_ALG_ARGON2ID13);
    return failed != 0 ? std::string{} : std::string(out);
  }();
  return hash;
}
}  // namespace

Result<v1::SetPasswordReply> Accounts::set_password(sdk::Call& call,
                                                    const v1::SetPasswordRequest& request) {
  const auto account = Uuid::parse(request.account());
  if (!account) return bad_field("account", "hub.account_unknown", request.account());
  if (length(request.password()) < 12 || request.password().size() > 200)
    return bad_field("password", "hub.bad_password");
  char hash[crypto_pwhash_STRBYTES] = {};
  if (crypto_pwhash_str_alg(hash, request.password().data(), request.password().size(),
                            argon_passes, argon_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return Error{Code::resource_exhausted, "halle.busy"};
  HALLE_TRY(rows, call.query(R"(
      INSERT INTO hub.credential (account_id, hash, changed_at)
      SELECT id, $2, $3 FROM hub.account WHERE id = $1
      ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
      RETURNING 1)",
                             *account, std::string_view(hash), call.now()));
  if (rows.empty()) return Error{Code::not_found, "hub.account_unknown"};
  return v1::SetPasswordReply{};
}

Result<v1::SignInReply> Accounts::sign_in(sdk::Call& call, const v1::SignInRequest& request) {
  HALLE_TRY(rows, call.query("SELECT a.id, c.hash FROM hub.account a JOIN hub.credential c "
                             "ON c.account_id = a.id WHERE a.email = lower($1)",
                             request.email()));
  const std::string hash = rows.empty() ? decoy_hash() : rows[0].text(1);
  const bool right = request.password().size() <= 200 &&
                     crypto_pwhash_str_verify(hash.c_str(), request.password().data(),
                                              request.password().size()) == 0;
  if (!right || rows.empty()) return Error{Code::unauthenticated, "hub.sign_in_refused"};
  v1::SignInReply reply;
  reply.set_token(random_hex(32));
  const Instant expires = call.now() + session_life;
  reply.mutable_expires_at()->set_seconds(
      std::chrono::floor<std::chrono::seconds>(expires).time_since_epoch().count());
  HALLE_CHECK(
      call.query("INSERT INTO hub.session (token_hash, account_id, created_at, "
                 "expires_at) VALUES ($1, $2, $3, $4)",
                 sdk::Value::bytes(sha256(reply.token())), rows[0].uuid(0), call.now(), expires));
  return reply;
}

}  // namespace halle::hub
