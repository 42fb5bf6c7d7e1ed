#include "core/sdk/documents/file.hpp"
#include "core/sdk/documents/picture.hpp"
#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {
namespace {
constexpr int at_a_time = 10;
constexpr std::chrono::seconds long_enough{3};  // well within the time that a job has

/// The picture, drawn anew; empty if there is none that can be.
Result<std::string> redrawn(sdk::Call& call, const std::string& content) {
  auto drawn = sdk::redraw_picture(call, content, "photo");
  if (!drawn && drawn.error().code == Code::invalid_argument) return std::string();
  return drawn;
}
}  // namespace

Result<v1::RedrawPhotosReply> Wishes::redraw_photos(sdk::Call& call,
                                                    const v1::RedrawPhotosRequest& /*request*/) {
  HALLE_TRY(photos, store::photos_as_sent(call, at_a_time));
  std::vector<std::string> contents;
  for (const auto& photo : photos) {
    auto file = sdk::read_file(call, photo.key);
    if (!file && file.error().code != Code::not_found) return std::move(file).error();
    contents.push_back(file ? std::move(file).value().content : std::string());
  }
  call.rollback();  // others are asked outside of it; and nothing to do leaves no trace
  std::vector<std::string> drawn;
  const Instant begun = call.now();
  for (const auto& content : contents) {
    if (call.now() - begun > long_enough) break;  // the others at the next round
    HALLE_TRY(picture, redrawn(call, content));
    drawn.push_back(std::move(picture));
  }
  v1::RedrawPhotosReply reply;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    HALLE_TRY(replaced, store::replace_photo(call, photos[i], drawn[i]));
    if (!replaced) continue;  // the wish has gone meanwhile
    if (drawn[i].empty())
      reply.set_gone(reply.gone() + 1);
    else
      reply.set_photos(reply.photos() + 1);
  }
  return reply;
}

}  // namespace halle::member_wishes
