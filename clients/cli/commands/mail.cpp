// halle mail: the letters that wait, and those that could not be delivered.

#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"
#include "core/sdk/time.hpp"
#include "halle/notify_email/v1/notify_email.halle.hpp"

namespace halle::cli {
namespace {
namespace nv = notify_email::v1;

Json time_of(bool known, const google::protobuf::Timestamp& instant) {
  return known ? Json(local_time(sdk::instant_of(instant))) : Json();
}

const char* name_of(nv::LetterState state) {
  switch (state) {
    case nv::LETTER_STATE_WAITING:
      return "waiting";
    case nv::LETTER_STATE_CLAIMED:
      return "claimed";
    case nv::LETTER_STATE_SENT:
      return "sent";
    case nv::LETTER_STATE_DEAD:
      return "dead";
    default:
      return "dropped";
  }
}

/// A failure of this program's own in words; the mail server's own words as they are.
std::string failure_of(const nv::Letter& letter) {
  return letter.failure().starts_with("notify_email.") ? words(letter.failure()) : letter.failure();
}

Json json_of(const nv::Letter& letter) {
  return {{"id", letter.id()},
          {"kind", letter.kind()},
          {"member", letter.member()},
          {"state", name_of(letter.state())},
          {"queued", time_of(true, letter.queued_at())},
          {"next", time_of(letter.has_next_at(), letter.next_at())},
          {"ended", time_of(letter.has_ended_at(), letter.ended_at())},
          {"attempts", letter.attempts()},
          {"failure", failure_of(letter)}};
}

Status list(const Program& program, nv::LetterState state) {
  nv::ListLettersRequest request;
  request.set_state(state);
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, nv::MailClient(session->read()).list_letters(request));
  Json all = Json::array();
  for (const auto& letter : reply.letters()) all.push_back(json_of(letter));
  print_list(all, {"id", "kind", "member", "queued", "next", "attempts", "failure"}, program.json);
  return Done{};
}

Status retry(const Program& program, const std::vector<std::string>& ids) {
  nv::RetryRequest request;
  request.mutable_letters()->Assign(ids.begin(), ids.end());
  HALLE_TRY(session, program.for_organisation());
  HALLE_TRY(reply, nv::MailClient(session->write()).retry(request));
  print_object({{"queued", reply.queued()}}, program.json);
  return Done{};
}
}  // namespace

void add_mail_commands(CLI::App& app, Program& program) {
  auto* group = app.add_subcommand("mail", words("help.mail"));
  group->require_subcommand(1);
  add_command(*group, program, "queue", words("help.mail.queue"),
              [&program] { return list(program, nv::LETTER_STATE_UNSPECIFIED); });
  add_command(*group, program, "dead", words("help.mail.dead"),
              [&program] { return list(program, nv::LETTER_STATE_DEAD); });
  auto ids = std::make_shared<std::vector<std::string>>();
  auto* again = add_command(*group, program, "retry", words("help.mail.retry"),
                            [&program, ids] { return retry(program, *ids); });
  again->add_option("LETTER", *ids, words("option.letters"));
}

}  // namespace halle::cli
