#include "core/base/text/text.hpp"
#include "plugins/disco_soupe/rpc/drafts/draft_messages.hpp"
#include "plugins/disco_soupe/rpc/drafts/settling.hpp"
#include "plugins/disco_soupe/rpc/services.hpp"
#include "plugins/disco_soupe/store/links.hpp"

namespace halle::disco_soupe {
namespace {
constexpr std::size_t longest_reason = 200;  // as workshops and shifts take it
}

Result<v1::Draft> Drafts::try_again(sdk::Call& call, const v1::TryAgainRequest& request) {
  HALLE_TRY(id, store::draft_id(request.draft()));
  HALLE_TRY(row, store::draft(call, id));
  HALLE_CHECK(check_open(row, call.now()));
  return disco_soupe::settle(call, id, Refused::asked_again);
}

Result<v1::Draft> Drafts::undo(sdk::Call& call, const v1::UndoRequest& request) {
  HALLE_TRY(id, store::draft_id(request.draft()));
  v1::EndRequest end;
  end.set_draft(id.text());
  end.set_reason(request.reason());
  HALLE_TRY(ended, v1::DraftsClient(call).end(end));
  return disco_soupe::settle(call, id, Refused::stay);
}

Result<v1::EndReply> Drafts::end(sdk::Call& call, const v1::EndRequest& request) {
  HALLE_TRY(id, store::draft_id(request.draft()));
  if (!is_utf8(request.reason()) || !is_plain_text(request.reason(), longest_reason))
    return bad_field("reason", "disco_soupe.bad_reason");
  store::lock_draft(call, id);
  HALLE_TRY(row, store::draft(call, id));
  if (row.undone) return v1::EndReply{};
  if (row.recorded) return Error{Code::failed_precondition, "disco_soupe.recorded"};
  store::end(call, id, trim(request.reason()));
  return v1::EndReply{};
}

Result<v1::Draft> Drafts::settle(sdk::Call& call, const v1::SettleRequest& request) {
  HALLE_TRY(id, store::draft_id(request.draft()));
  HALLE_TRY(changed, bring_forward(call, id, Refused::stay));
  HALLE_TRY(draft, message_of(call, id));
  if (!changed) call.rollback();  // asked for each minute, often for days
  return draft;
}

Result<v1::PursueReply> Drafts::pursue(sdk::Call& call, const v1::PursueRequest& /*request*/) {
  HALLE_TRY(open, store::open_drafts(call));
  call.rollback();
  v1::PursueReply reply;
  for (const auto& id : open) {
    v1::SettleRequest one;
    one.set_draft(id.text());
    if (v1::DraftsClient(call).settle(one))  // one that fails does not delay the others
      reply.set_settled(reply.settled() + 1);
  }
  HALLE_TRY(forgotten, store::forget_growers(call));
  if (!forgotten) call.rollback();  // of a run that found nothing to do nothing is kept
  return reply;
}

}  // namespace halle::disco_soupe
