#include "core/base/text/text.hpp"
#include "core/sdk/notices.hpp"
#include "core/sdk/time.hpp"
#include "services/hub/domain/link_secrets.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/accounts.hpp"
#include "services/hub/store/links/letters.hpp"
#include "services/hub/store/links/password_links.hpp"

namespace halle::hub {
namespace {
constexpr std::chrono::minutes link_life{30};
constexpr std::size_t longest_login = 254;  // that of an e-mail address
// Within an hour.
constexpr std::int64_t most_from_address = 10;
constexpr std::int64_t most_of_login = 3;
constexpr std::int64_t most_letters_of_organisation = 60;

Result<std::string> read_login(const std::string& text) {
  const std::string login = lower_ascii(trim(text));
  if (login.empty() || length(login) > longest_login) return bad_field("login", "hub.bad_login");
  return login;
}

}  // namespace

// Neither the reply nor the time it takes tells whether there is such an account: every request
// runs the same statements, adds a row and emits a notice. Composing the letter sorts out which are
// of use.
Result<v1::AskForPasswordReply> Accounts::ask_for_password(
    sdk::Call& call, const v1::AskForPasswordRequest& request) {
  const std::string code = call.organisation_code();
  if (code.empty()) return Error{Code::not_found, "halle.organisation_unknown"};
  HALLE_TRY(login, read_login(request.login()));
  if (!sdk::can_deliver(call)) return Error{Code::failed_precondition, "hub.no_letters"};
  store::lock_password_requests(call);
  HALLE_TRY(found, store::find_login(call, login, code, ""));
  store::NewPasswordLink link;
  link.id = call.new_id();
  link.login_key = store::login_key(found, code, login);
  link.address = request.client().address();
  link.expires = std::chrono::floor<std::chrono::seconds>(call.now() + link_life);
  HALLE_TRY(before, store::password_requests(call, link.login_key, link.address));
  if (before.from_address >= most_from_address)
    return Error{Code::resource_exhausted, "hub.too_many_attempts"};
  if (before.letters_of_organisation >= most_letters_of_organisation) {
    call.rollback();
    return v1::AskForPasswordReply{};
  }
  if (found && before.of_login < most_of_login) link.account = found->account_id;
  HALLE_TRY(token, call.secret(password_link_label(link.id)));
  link.token = token;
  store::add_password_link(call, link);
  sdk::emit_notice(call, {store::password_kind, link.id.text(), link.expires});
  return v1::AskForPasswordReply{};
}

}  // namespace halle::hub
