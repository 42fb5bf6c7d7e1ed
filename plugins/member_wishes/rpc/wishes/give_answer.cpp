#include "core/base/text/text.hpp"
#include "core/base/time/day.hpp"
#include "plugins/member_wishes/domain/name.hpp"
#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {
namespace {
Status check(const v1::GiveAnswerRequest& request, const std::string& today) {
  if (request.verdict() == v1::VERDICT_UNSPECIFIED || !v1::Verdict_IsValid(request.verdict()))
    return bad_field("verdict", "member_wishes.bad_verdict", std::to_string(request.verdict()));
  if (trim(request.why()).empty() || !is_utf8(request.why()) ||
      !is_plain_prose(request.why(), longest_prose))
    return bad_field("why", "member_wishes.bad_why");
  const bool tried = request.verdict() == v1::VERDICT_TRIED;
  if (tried ? !is_day(request.until()) || request.until() < today : !request.until().empty())
    return bad_field("until", "member_wishes.bad_until", request.until());
  return Done{};
}
}  // namespace

Result<v1::Wish> Answers::give(sdk::Call& call, const v1::GiveAnswerRequest& request) {
  // Where the day begins last: what is past there is past everywhere.
  HALLE_CHECK(check(request, day_text(std::chrono::floor<std::chrono::days>(
                                 call.now() - std::chrono::hours(12)))));
  if (!Uuid::parse(request.wish())) return store::unknown_wish(request.wish());
  HALLE_TRY(number, store::answer(call, request));
  if (!number) return store::unknown_wish(request.wish());
  v1::WishAnswered event;
  event.set_wish(request.wish());
  event.set_number(*number);
  event.set_verdict(request.verdict());
  call.emit(event, event.wish());
  return store::wish(call, request.wish());
}

}  // namespace halle::member_wishes
