#include "core/sdk/documents/file.hpp"

namespace halle::sdk {
namespace {
struct Kept {
  std::string type;
  Bytes content;
};
HALLE_ROW(Kept, type, content)
}  // namespace

Result<std::string> picture_type(std::string_view content, const std::string& field) {
  using namespace std::string_view_literals;
  if (content.size() <= largest_file) {
    if (content.starts_with("\xff\xd8\xff"sv)) return std::string("image/jpeg");
    if (content.starts_with("\x89PNG\r\n\x1a\n"sv)) return std::string("image/png");
    if (content.starts_with("RIFF"sv) && content.size() > 12 && content.substr(8, 4) == "WEBP"sv)
      return std::string("image/webp");
  }
  return bad_field(field, "halle.picture_refused");
}

Result<std::string> keep_file(Call& call, std::string_view type, std::string_view content) {
  return call.get<std::string>("SELECT halle.keep_file($1, $2)", type, Value::bytes(content));
}

Result<File> read_file(Call& call, const std::string& sha256) {
  HALLE_TRY(kept, call.find<Kept>("SELECT type, content FROM halle.read_file($1)", sha256));
  if (!kept) return Error{Code::not_found, "halle.file_unknown", sha256};
  return File{std::move(kept->type), std::move(kept->content.data)};
}

void forget_file(Call& call, const std::string& sha256) {
  call.queue("SELECT halle.forget_file($1)", sha256);
}

}  // namespace halle::sdk
