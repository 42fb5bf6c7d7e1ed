#pragma once
// Small binaries of a module, stored with its rows by the hash of their content, 1 MiB at most. A
// module reaches only its own. They are exported and purged with the module's rows.

#include <string>
#include <string_view>

#include "core/sdk/call.hpp"

namespace halle::sdk {

constexpr std::size_t largest_file = 1 << 20;  // bytes

/// The media type of an uploaded picture, by its first bytes, whatever its name says: JPEG, PNG or
/// WebP, no larger than a file may be. The rest of the bytes is not checked: store the picture only
/// after redraw_picture() (core/sdk/documents/picture.hpp). Error: `halle.picture_refused`, with
/// `field`. Pure.
Result<std::string> picture_type(std::string_view content, const std::string& field);

struct File {
  std::string type;  // media type
  std::string content;
};

/// Stores content in the call's transaction; returns its SHA-256 in hexadecimal. Content that is
/// already stored gets one more reference. Error: `halle.files_full` above 512 MiB per module and
/// association.
Result<std::string> keep_file(Call& call, std::string_view type, std::string_view content);
/// Reads a stored file. Error: NOT_FOUND `halle.file_unknown`.
Result<File> read_file(Call& call, const std::string& sha256);
/// Queues, in the call's transaction, dropping one reference; content without references is
/// deleted.
void forget_file(Call& call, const std::string& sha256);

}  // namespace halle::sdk
