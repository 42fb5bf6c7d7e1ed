#include "core/sdk/documents/picture.hpp"

#include "core/sdk/documents/file.hpp"
#include "halle/kernel/v1/picture.pb.h"

namespace halle::sdk {

Result<std::string> redraw_picture(Call& call, std::string_view content, const std::string& field) {
  HALLE_CHECK(picture_type(content, field));
  kernel::v1::RedrawPictureRequest request;
  request.set_content(content.data(), content.size());
  auto reply =
      call_typed<kernel::v1::RedrawPictureReply>(call, "/halle.kernel.v1.Pictures/Redraw", request);
  if (reply) return std::move(*reply.value().mutable_content());
  for (auto& violation : reply.error().fields) violation.field = field;
  return std::move(reply).error();
}

}  // namespace halle::sdk
