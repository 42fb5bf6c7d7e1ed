#include "services/hub/domain/passwords.hpp"

#include <sodium.h>

#include "core/base/text/text.hpp"

namespace halle::hub {
namespace {
constexpr unsigned long long passes = 2;
constexpr std::size_t memory = 19'456 * 1024;
constexpr std::size_t longest = 200;

std::string hash_of(const std::string& password) {
  char hash[crypto_pwhash_STRBYTES] = {};
  const int failed = crypto_pwhash_str_alg(hash, password.data(), password.size(), passes, memory,
                                           crypto_pwhash_ALG_ARGON2ID13);
  return failed != 0 ? std::string{} : std::string(hash);
}
}  // namespace

Result<std::string> hash_password(const std::string& password) {
  if (!is_utf8(password) || length(password) < 12 || password.size() > longest)
    return bad_field("password", "hub.bad_password");
  std::string hash = hash_of(password);
  if (hash.empty()) return Error{Code::resource_exhausted, "halle.busy"};
  return hash;
}

bool is_password(const std::string& hash, const std::string& password) {
  static const std::string decoy = hash_of("decoy");
  const std::string& checked = hash.empty() ? decoy : hash;
  const bool same =
      password.size() <= longest &&
      crypto_pwhash_str_verify(checked.c_str(), password.data(), password.size()) == 0;
  return same && !hash.empty();
}

}  // namespace halle::hub
