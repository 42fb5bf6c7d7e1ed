#include "core/sdk/documents/file.hpp"
#include "plugins/member_wishes/rpc/services.hpp"
#include "plugins/member_wishes/store/wishes.hpp"

namespace halle::member_wishes {

Result<type::v1::Document> Wishes::render_photo(sdk::Call& call,
                                                const type::v1::DocumentRequest& request) {
  HALLE_TRY(shown, store::is_shown(call, request.key()));
  if (!shown) return Error{Code::not_found, "halle.file_unknown", request.key()};
  HALLE_TRY(file, sdk::read_file(call, request.key()));
  type::v1::Document document;
  document.set_content_type(file.type);
  document.set_content(std::move(file.content));
  return document;
}

}  // namespace halle::member_wishes
