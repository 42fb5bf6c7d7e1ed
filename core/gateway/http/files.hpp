#pragma once
// The screens: static files, read into memory once. Only read afterwards; any thread.

#include <map>
#include <string>

#include "core/gateway/http/http.hpp"

namespace halle::gateway {

class Files {
 public:
  /// Reads a folder, `x.gz` beside `x` as its compressed form. Without a folder answers with a page
  /// that says that the screens are not installed. `scripts`: those of modules that bring their
  /// own, by the module's id; the page's import map names each `halle/<id>`.
  Files(const std::string& folder, const std::map<std::string, std::string>& scripts);

  /// Answers GET and HEAD. A path without extension that is no file is a screen of its own: it gets
  /// index.html. What is under assets/ has its hash in its name and may be kept for ever. The
  /// reply's bytes are the files' own.
  Reply answer(const Request& request) const;

 private:
  struct File {
    std::string type;
    std::string plain;
    std::string compressed;  // gzip; empty if there is none
    std::string tag;
    std::string policy;  // Content-Security-Policy
  };
  void add(const std::string& path, std::string content);
  void add_scripts(const std::map<std::string, std::string>& scripts);

  std::map<std::string, File> files_;  // by path, "/index.html"
};

}  // namespace halle::gateway
