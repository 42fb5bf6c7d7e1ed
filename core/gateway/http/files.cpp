#include "core/gateway/http/files.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/base/ids.hpp"
#include "core/gateway/http/encoding.hpp"

namespace halle::gateway {
namespace fs = std::filesystem;

namespace {
constexpr const char* no_screens =
    "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><title>Halle</title>"
    "<h1>Halle</h1><p>Les écrans ne sont pas installés sur cette machine.</p></html>";

std::string type_of(const std::string& path) {
  static const std::map<std::string, std::string> types{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".txt", "text/plain; charset=utf-8"},
      {".woff2", "font/woff2"}};
  const auto found = types.find(fs::path(path).extension().string());
  return found == types.end() ? "application/octet-stream" : found->second;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Scripts in the page itself are allowed by their hash, one by one.
std::string policy_of(const std::string& page) {
  std::string scripts = "'self'";
  for (std::size_t at = 0; (at = page.find("<script", at)) != std::string::npos;) {
    const auto open = page.find('>', at);
    const auto close = page.find("</script>", at);
    if (open == std::string::npos || close == std::string::npos) break;
    if (page.substr(at, open - at).find(" src=") == std::string::npos)
      scripts += " 'sha256-" + base64(sha256(page.substr(open + 1, close - open - 1)), true) + "'";
    at = close;
  }
  return "default-src 'none'; script-src " + scripts +
         "; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; "
         "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
         "frame-ancestors 'none'";
}
}  // namespace

Files::Files(const std::string& folder, const std::map<std::string, std::string>& scripts) {
  std::error_code error;
  if (!folder.empty() && fs::is_directory(folder, error)) {
    for (const auto& entry : fs::recursive_directory_iterator(folder, error))
      if (entry.is_regular_file() && entry.path().extension() != ".br" &&
          entry.path().extension() != ".gz")
        add("/" + fs::relative(entry.path(), folder).generic_string(), read(entry.path()));
    for (auto& [path, file] : files_) {
      file.brotli = read(folder + path + ".br");
      file.gzip = read(folder + path + ".gz");
    }
  }
  if (!files_.contains("/index.html")) add("/index.html", no_screens);
  add_scripts(scripts);
}

void Files::add_scripts(const std::map<std::string, std::string>& scripts) {
  constexpr std::string_view map_start = "\"imports\":{";
  std::string page = files_["/index.html"].plain;
  const auto at = page.find(map_start);
  if (scripts.empty() || at == std::string::npos) return;
  std::string entries;
  for (const auto& [id, script] : scripts) {
    const std::string path = "/modules/" + id + ".js";
    // The installation's own keep their names.
    if (page.find("\"halle/" + id + "\":") != std::string::npos) continue;
    entries += "\"halle/" + id + "\":\"" + path + "\",";
    add(path, script);
    files_[path].gzip = gzip(script);
  }
  page.insert(at + map_start.size(), entries);
  add("/index.html", page);
  files_["/index.html"].gzip = gzip(page);
}

void Files::add(const std::string& path, std::string content) {
  File file;
  file.type = type_of(path);
  file.tag = "\"" + base64(sha256(content).substr(0, 12), true) + "\"";
  file.policy = policy_of(path.ends_with(".html") ? content : std::string{});
  file.plain = std::move(content);
  files_[path] = std::move(file);
}

Reply Files::answer(const Request& request) const {
  if (request.verb != "GET" && request.verb != "HEAD") return {405, {{"allow", "GET, HEAD"}}, {}};
  auto found = files_.find(request.path == "/" ? "/index.html" : request.path);
  // Programs that ask for something else must not take a screen for it.
  const bool screen = request.path.find('.', request.path.rfind('/') + 1) == std::string::npos &&
                      request.path.find("/.") == std::string::npos && request.path != "/metrics";
  if (found == files_.end() && screen) found = files_.find("/index.html");
  if (found == files_.end()) return {404, {{"content-type", "text/plain"}}, "404\n"};
  const File& file = found->second;
  Reply reply;
  reply.headers = {
      {"content-type", file.type},
      {"etag", file.tag},
      {"vary", "accept-encoding"},
      {"content-security-policy", file.policy},
      {"cache-control",
       found->first.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache"}};
  if (request.header("if-none-match") == file.tag) {
    reply.status = 304;
    return reply;
  }
  reply.kept = file.plain;  // HEAD: for its length
  if (!file.brotli.empty() && accepts(request, "br")) {
    reply.headers.emplace_back("content-encoding", "br");
    reply.kept = file.brotli;
  } else if (!file.gzip.empty() && accepts(request, "gzip")) {
    reply.headers.emplace_back("content-encoding", "gzip");
    reply.kept = file.gzip;
  }
  return reply;
}

}  // namespace halle::gateway
