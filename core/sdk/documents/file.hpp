#pragma once
// Small binaries that a module keeps with its rows: by the hash of their content, its own only, 1
// MiB at most. They are exported and purged with the module's rows.

#include <string>
#include <string_view>

#include "core/sdk/call.hpp"

namespace halle::sdk {

constexpr std::size_t largest_file = 1 << 20;  // bytes

/// Media type of a picture that somebody sent, by its first bytes, whatever its name says: JPEG,
/// PNG or WebP, no larger than a file may be. What follows those bytes may be anything: it is kept
/// only once it is drawn anew (core/sdk/documents/picture.hpp). Error: `halle.picture_refused`, of
/// that field. Pure.
Result<std::string> picture_type(std::string_view content, const std::string& field);

struct File {
  std::string type;  // media type
  std::string content;
};

/// Keeps content in the call's transaction; returns its SHA-256 in hexadecimal. Content that is
/// kept already is there once more. Error: `halle.files_full` beyond 512 MiB of a module in an
/// association.
Result<std::string> keep_file(Call& call, std::string_view type, std::string_view content);
/// Error: NOT_FOUND `halle.file_unknown`.
Result<File> read_file(Call& call, const std::string& sha256);
/// Joins to the transaction that it is kept once less; it goes when nothing keeps it.
void forget_file(Call& call, const std::string& sha256);

}  // namespace halle::sdk
