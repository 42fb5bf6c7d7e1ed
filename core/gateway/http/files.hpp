#pragma once
// The web client's static files, read into memory at the start and read-only afterwards.
// Thread-safe.

#include <map>
#include <string>

#include "core/gateway/http/http.hpp"

namespace halle::gateway {

class Files {
 public:
  /// Reads a folder; `x.br` and `x.gz` beside `x` are its compressed forms. Without a folder every
  /// request gets a page that says that the screens are not installed. `scripts`: the scripts of
  /// modules that bring their own screens, by module id; the page's import map names each
  /// `halle/<id>`.
  Files(const std::string& folder, const std::map<std::string, std::string>& scripts);

  /// Answers GET and HEAD. A path without extension that is no file is a route of the client and
  /// gets index.html. Files under assets/ have a hash in their name and may be cached for ever. The
  /// reply borrows the file's bytes.
  Reply answer(const Request& request) const;

 private:
  struct File {
    std::string type;
    std::string plain;
    std::string brotli;  // empty if there is none
    std::string gzip;    // the same
    std::string tag;
    std::string policy;  // Content-Security-Policy
  };
  void add(const std::string& path, std::string content);
  void add_scripts(const std::map<std::string, std::string>& scripts);

  std::map<std::string, File> files_;  // by path, "/index.html"
};

}  // namespace halle::gateway
