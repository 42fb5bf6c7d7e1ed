// halle account invite: the link by which a member opens an account, as a sheet to print or send.

#include <qrencode.h>

#include <fstream>

#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"
#include "core/sdk/time.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"

namespace halle::cli {
namespace {
struct Invitation {
  std::string number;
  std::string email;  // instead of the one of the member's sheet
  bool by_number = false;
  std::vector<std::string> roles;
  std::string site;
};

/// A QR code for a terminal or a printed page: each line of text has two rows of modules.
std::string qr_code(const std::string& text) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free);
  if (!code) return {};
  const auto dark = [&](int x, int y) {
    return x >= 0 && y >= 0 && x < code->width && y < code->width &&
           (code->data[y * code->width + x] & 1) != 0;
  };
  std::string out;
  for (int y = -2; y < code->width + 2; y += 2) {
    out += "  ";
    for (int x = -2; x < code->width + 2; ++x)
      out += dark(x, y) ? (dark(x, y + 1) ? "█" : "▀") : (dark(x, y + 1) ? "▄" : " ");
    out += "\n";
  }
  return out;
}

/// Where the gateway answers, as `halle up` noted it.
std::string site_of(const Program& program, const std::string& given) {
  if (!given.empty()) return given.ends_with('/') ? given.substr(0, given.size() - 1) : given;
  std::ifstream in(program.place.data + "/run/address");
  std::string address;
  std::getline(in, address);
  return "http://" + address;
}

Status give_roles(sdk::Caller& caller, const std::string& account,
                  const std::vector<std::string>& roles) {
  for (const auto& role : roles) {
    hub::v1::GrantRoleRequest grant;
    grant.set_account(account);
    grant.set_role(role);
    HALLE_TRY(done, hub::v1::AccountsClient(caller).grant_role(grant));
  }
  return Done{};
}

Status invite(const Program& program, const Invitation& wanted) {
  HALLE_TRY(session, program.for_organisation());
  membership::v1::GetMemberRequest get;
  get.set_number(wanted.number);
  HALLE_TRY(member, membership::v1::MembersClient(session->read()).get(get));
  hub::v1::InviteRequest request;
  request.set_number(wanted.number);
  if (!wanted.by_number) request.set_email(wanted.email.empty() ? member.email() : wanted.email);
  HALLE_TRY(made, hub::v1::AccountsClient(session->write()).invite(request));
  if (!wanted.roles.empty()) {
    HALLE_CHECK(give_roles(session->write(), made.account(), wanted.roles));
    // A link gives nothing that was granted after it.
    HALLE_TRY(anew, hub::v1::AccountsClient(session->write()).invite(request));
    made = std::move(anew);
  }
  const std::string link = site_of(program, wanted.site) + "/invitation#" + made.token();
  const std::string until = local_time(sdk::instant_of(made.expires_at())).substr(0, 10);
  if (program.json) {
    print_object({{"number", wanted.number},
                  {"account", made.account()},
                  {"email", request.email()},
                  {"link", link},
                  {"until", until}},
                 true);
    return Done{};
  }
  print(member.first_name() + " " + member.name() + ", n° " + wanted.number + "\n\n" +
        words("invite.open") + "\n\n  " + link + "\n\n" + qr_code(link) + "\n" +
        words("invite.once") + " " + until + ".\n" +
        words(request.email().empty() ? "invite.by_number" : "invite.by_email") + "\n");
  return Done{};
}
}  // namespace

void add_account_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("account", words("help.account"));
  group->require_subcommand(1);
  auto wanted = std::make_shared<Invitation>();
  auto* command = add_command(*group, program, "invite", words("help.account.invite"),
                              [&program, wanted] { return invite(program, *wanted); });
  command->add_option("NUMBER", wanted->number, words("option.member"))->required();
  command->add_option("--email", wanted->email, words("option.invite_email"));
  command->add_flag("--by-number", wanted->by_number, words("option.invite_by_number"));
  command->add_option("--role", wanted->roles, words("option.invite_role"));
  command->add_option("--site", wanted->site, words("option.invite_site"));
}

}  // namespace halle::cli
