#include "core/pictures/reader.hpp"

#include "core/apart/apart.hpp"
#include "core/pictures/picture.hpp"

namespace halle::pictures {

Result<std::string> redraw_apart(const std::string& program, std::string_view content,
                                 std::chrono::milliseconds patience) {
  auto drawn = apart::ask({program, patience, max_bytes}, content);
  if (drawn) return drawn;
  if (drawn.error().reason == "halle.reader_broke")
    return bad_field("content", "halle.picture_unreadable");
  if (drawn.error().reason == "halle.reader_late")
    return bad_field("content", "halle.picture_late");
  return drawn;
}

}  // namespace halle::pictures
