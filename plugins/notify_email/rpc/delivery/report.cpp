#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "plugins/notify_email/domain/schedule.hpp"
#include "plugins/notify_email/rpc/services.hpp"
#include "plugins/notify_email/store/letters.hpp"
#include "plugins/notify_email/store/preferences.hpp"
#include "plugins/notify_email/store/settings.hpp"

namespace halle::notify_email {
namespace {
constexpr std::chrono::minutes server_pause{1};

/// A failed letter is tried again after a pause that grows, or is dead.
Status note_failure(sdk::Call& call, const Uuid& id, const std::string& why) {
  HALLE_TRY(before, store::attempts_of(call, id));
  if (!before) return Done{};  // reported before
  if (const auto pause = pause_after(*before + 1))
    store::put_off(call, id, call.now() + *pause, true, false, why);
  else
    store::end_letter(call, id, v1::LETTER_STATE_DEAD, why);
  return Done{};
}

/// `pause`: of letters that were not tried.
Status note(sdk::Call& call, const v1::LetterReport& report, std::chrono::minutes pause) {
  const auto id = Uuid::parse(report.id());
  if (!id) return bad_field("id", "notify_email.letter_unknown", report.id());
  switch (report.outcome()) {
    case v1::OUTCOME_SENT:
      store::end_letter(call, *id, v1::LETTER_STATE_SENT, "");
      if (!report.address().empty()) store::forget_refusals(call, report.address());
      return Done{};
    case v1::OUTCOME_DROPPED:
      store::end_letter(call, *id, v1::LETTER_STATE_DROPPED, report.failure());
      return Done{};
    case v1::OUTCOME_FAILED:
      return note_failure(call, *id, report.failure());
    case v1::OUTCOME_REFUSED:
      store::end_letter(call, *id, v1::LETTER_STATE_DEAD, report.failure());
      if (!report.address().empty()) store::note_refusal(call, report.address());
      return Done{};
    case v1::OUTCOME_QUIET:
    case v1::OUTCOME_DAILY:
      store::put_off(call, *id, sdk::instant_of(report.next_at()), false,
                     report.outcome() == v1::OUTCOME_DAILY, "");
      return Done{};
    case v1::OUTCOME_NOT_TRIED:
      store::put_off(call, *id, call.now() + pause, false, false, report.failure());
      return Done{};
    default:
      return bad_field("outcome", "notify_email.bad_outcome", report.id());
  }
}
}  // namespace

Result<v1::ReportReply> Delivery::report(sdk::Call& call, const v1::ReportRequest& request) {
  HALLE_TRY(settings, store::settings(call));
  const auto pause = request.server_failure().empty() ? std::chrono::minutes(0) : server_pause;
  for (const auto& report : request.reports()) HALLE_CHECK(note(call, report, pause));
  if (!request.server_failure().empty() || !settings.failure.empty())
    store::note_server(call, request.server_failure());
  return v1::ReportReply{};
}

Result<v1::CleanReply> Delivery::clean(sdk::Call& call, const v1::CleanRequest& /*request*/) {
  HALLE_TRY(letters, store::clean_letters(call));
  if (letters == 0) call.rollback();  // nothing happened: leaves no trace
  v1::CleanReply reply;
  reply.set_letters(letters);
  return reply;
}

}  // namespace halle::notify_email
