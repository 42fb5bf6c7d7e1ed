#include "core/base/text/text.hpp"
#include "core/sdk/documents/file.hpp"
#include "core/sdk/documents/picture.hpp"
#include "plugins/member_wishes/domain/name.hpp"
#include "plugins/member_wishes/rpc/member.hpp"
#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wanting.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {
namespace {
constexpr int most_alone = 20;

Status check(const v1::SuggestRequest& request) {
  if (!is_utf8(request.name()) || !is_plain_text(request.name(), longest_name) ||
      key_of(request.name()).empty())
    return bad_field("name", "member_wishes.bad_name");
  if (!is_utf8(request.about()) || !is_plain_prose(request.about(), longest_prose))
    return bad_field("about", "member_wishes.bad_about");
  return Done{};
}
}  // namespace

Result<v1::Wish> Wishes::suggest(sdk::Call& call, const v1::SuggestRequest& request) {
  HALLE_CHECK(check(request));
  if (!request.photo().empty()) HALLE_CHECK(sdk::picture_type(request.photo(), "photo"));
  HALLE_TRY(member, whose(call, request.member()));
  std::string drawn;
  if (!request.photo().empty()) {
    HALLE_TRY(picture, sdk::redraw_picture(call, request.photo(), "photo"));
    drawn = std::move(picture);
  }
  HALLE_TRY(alone, store::count_alone(call, member));
  if (alone >= most_alone) return Error{Code::failed_precondition, "member_wishes.too_many"};
  std::string photo;
  if (!drawn.empty()) {
    HALLE_TRY(kept, sdk::keep_file(call, sdk::picture_drawn, drawn));
    photo = kept;
  }
  const Uuid id = call.new_id();
  HALLE_TRY(is_new, store::insert(call, id, request, photo));
  if (!is_new) {
    Error error = bad_field("name", "member_wishes.known", trim(request.name()));
    error.code = Code::already_exists;
    return error;
  }
  HALLE_CHECK(store::join(call, id.text(), member));
  return store::wish(call, id.text());
}

}  // namespace halle::member_wishes
