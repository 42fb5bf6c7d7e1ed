#include "core/gateway/documents.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/base/text/text.hpp"
#include "core/gateway/calls.hpp"
#include "core/gateway/http/encoding.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "halle/type/v1/document.pb.h"

namespace halle::gateway {
namespace {
using std::chrono::steady_clock;

constexpr std::chrono::seconds kept{5};  // lifetime of the cached organisations
constexpr std::string_view code_gap = "{organisation}";
constexpr std::string_view key_gap = "{key}";
constexpr std::size_t worth_compressing = 1024;
constexpr const char* page_type = "text/html; charset=utf-8";
// No script runs in a document; the script elements hold data only.
constexpr const char* policy =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

/// `lang` in the query, else the first that the browser names.
std::string language_of(const Request& request) {
  for (const auto& part : split(request.query, '&'))
    if (part == "lang=fr" || part == "lang=en") return part.substr(5);
  for (const auto& part : split(request.header("accept-language"), ',')) {
    const std::string tag = lower_ascii(trim(part)).substr(0, 2);
    if (tag == "fr" || tag == "en") return tag;
  }
  return "fr";
}

/// Empty if the host is not written like one.
std::string address_of(const Request& request, bool behind_proxy) {
  const auto host = request.header("host");
  const bool plain = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']';
  });
  return plain ? (behind_proxy ? "https://" : "http://") + std::string(host) : std::string{};
}

int status_of(Code code) {
  switch (code) {
    case Code::not_found:
    case Code::unimplemented:
    case Code::unauthenticated:
    case Code::permission_denied:
      return 404;
    case Code::resource_exhausted:
    case Code::unavailable:
    case Code::deadline_exceeded:
    case Code::cancelled:
      return 503;
    default:
      return 500;
  }
}

/// The path of a document of the organisation of that code.
std::string path_of(const std::vector<std::string>& parts, const std::string& code) {
  std::string path;
  for (std::size_t i = 1; i < parts.size(); ++i)
    path += "/" + (parts[i] == code_gap ? code : parts[i]);
  return path;
}

void compress(const Request& request, Reply& reply) {
  if (reply.body.size() < worth_compressing || !accepts(request, "gzip")) return;
  if (std::string small = gzip(reply.body); !small.empty()) {
    reply.body = std::move(small);
    reply.headers.emplace_back("content-encoding", "gzip");
  }
}

Reply reply_of(const Request& request, bool is_public, const Result<std::string>& result) {
  if (!result) {
    if (status_of(result.error().code) == 500)
      spdlog::error("{}: {} {}", request.path, result.error().reason, result.error().detail);
    return Documents::refuse(request, result.error().code);
  }
  type::v1::Document document;
  if (!document.ParseFromString(result.value())) return Documents::refuse(request, Code::internal);
  Reply reply;
  reply.headers = {{"content-type", document.content_type()},
                   {"cache-control", is_public ? "public, max-age=60" : "private, max-age=60"},
                   {"vary", is_public ? "accept-encoding, accept-language"
                                      : "accept-encoding, accept-language, cookie"},
                   {"content-security-policy", policy}};
  if (is_public && !document.content_type().starts_with("text/html"))
    reply.headers.emplace_back("access-control-allow-origin", "*");
  if (!document.content().empty()) {
    reply.body = std::move(*document.mutable_content());
    return reply;
  }
  reply.body = std::move(*document.mutable_body());
  compress(request, reply);
  return reply;
}
}  // namespace

Documents::Documents(const bus::Router& router, const bus::Descriptors& descriptors)
    : router_(router) {
  for (const auto& method : descriptors.rules()) {
    if (method.document.empty() || router.find(method.name) == nullptr) continue;
    auto parts = split(method.document, '/');
    const bool has_key = std::find(parts.begin(), parts.end(), key_gap) != parts.end();
    routes_.push_back(
        {std::move(parts), method.name, method.access.rule == bus::Access::Rule::anybody, has_key});
  }
}

const Documents::Route* Documents::find(const std::string& path, std::string* code,
                                        std::string* key) const {
  const auto given = split(path, '/');
  const auto fits = [&](const Route& route) {
    return std::equal(route.parts.begin(), route.parts.end(), given.begin(), given.end(),
                      [](const std::string& part, const std::string& text) {
                        return part == text ||
                               ((part == code_gap || part == key_gap) && !text.empty());
                      });
  };
  const auto route = std::find_if(routes_.begin(), routes_.end(), fits);
  if (route == routes_.end()) return nullptr;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (code != nullptr && route->parts[i] == code_gap) *code = given[i];
    if (key != nullptr && route->parts[i] == key_gap) *key = given[i];
  }
  return &*route;
}

const std::string* Documents::method_of(const Request& request) const {
  if (request.verb != "GET" && request.verb != "HEAD") return nullptr;
  const auto* route = find(request.path, nullptr, nullptr);
  return route == nullptr ? nullptr : &route->method;
}

/// Refreshed by one caller after its lifetime; meanwhile the others get the old state.
Result<Uuid> Documents::organisation(const std::string& code) const {
  std::unique_lock lock(mutex_);
  if (organisations_.empty() || steady_clock::now() - read_at_ >= kept) {
    read_at_ = steady_clock::now();
    lock.unlock();
    bus::Context context;
    context.method = "/halle.kernel.v1.Identity/ListOrganisations";
    context.principal = bus::Principal::kernel();
    const auto bytes = router_.call(context, {});
    kernel::v1::ListOrganisationsReply reply;
    const bool read = bytes && reply.ParseFromString(bytes.value());
    lock.lock();
    if (read) organisations_.clear();
    for (const auto& organisation : reply.organisations())
      organisations_[organisation.code()] = Uuid::parse(organisation.id()).value_or(Uuid{});
    if (!bytes && organisations_.empty()) return bytes.error();
  }
  const auto found = organisations_.find(code);
  if (found == organisations_.end())
    return Error{Code::not_found, "halle.organisation_unknown", code};
  return found->second;
}

void Documents::start(const Request& request, bool behind_proxy,
                      std::function<void(Reply)> done) const {
  type::v1::DocumentRequest asked;
  const auto* route = find(request.path, asked.mutable_organisation(), asked.mutable_key());
  const auto id = organisation(asked.organisation());
  if (!id) {
    done(reply_of(request, route->is_public, id.error()));
    return;
  }
  asked.set_language(language_of(request));
  asked.set_address(address_of(request, behind_proxy));
  for (const auto& other : routes_)
    if (other.is_public && !other.has_key && router_.exists(other.method, id.value()))
      asked.add_documents(path_of(other.parts, asked.organisation()));
  bus::Context context;
  context.method = route->method;
  context.organisation = id.value();
  if (!route->is_public) {
    context.token = session_token(request);
    auto caller = admit(router_, context);
    if (!caller) {
      done(reply_of(request, false, caller.error()));
      return;
    }
    context.principal = std::move(caller).value();
    context.token.clear();
  }
  // Keeps the request's headers for the reply, which may come after the caller has gone on.
  const auto kept_request = std::make_shared<Request>(request);
  router_.start(std::move(context), asked.SerializeAsString(),
                [kept_request, is_public = route->is_public,
                 done = std::move(done)](const Result<std::string>& result) {
                  // Runs on any thread; exceptions must not leave this function.
                  try {
                    done(reply_of(*kept_request, is_public, result));
                  } catch (const std::exception& error) {
                    spdlog::error("{}: {}", kept_request->path, error.what());
                    done(refuse(*kept_request, Code::internal));
                  }
                });
}

Reply Documents::refuse(const Request& request, Code code) {
  const int status = status_of(code);
  const bool english = language_of(request) == "en";
  const char* title = status == 404 ? (english ? "There is nothing here" : "Il n’y a rien ici")
                                    : (english ? "Please try again" : "Réessayez");
  const char* text =
      status == 404 ? (english ? "This page does not exist, or is not shown to everyone."
                               : "Cette page n’existe pas, ou n’est pas montrée à tout le monde.")
                    : (english ? "The page cannot be shown just now. Try again in a moment."
                               : "La page ne peut pas s’afficher. Réessayez dans un instant.");
  const std::string language = english ? "en" : "fr";
  return {status,
          {{"content-type", page_type},
           {"cache-control", "no-store"},
           {"content-security-policy", policy}},
          "<!doctype html>\n<html lang=\"" + language +
              "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
              "content=\"width=device-width, initial-scale=1\"><title>" +
              title +
              "</title><link rel=\"stylesheet\" href=\"/page.css\"></head><body><main><h1>" +
              title + "</h1><p>" + text + "</p><p><a href=\"/\">" + (english ? "Home" : "Accueil") +
              "</a></p></main></body></html>\n"};
}

}  // namespace halle::gateway
