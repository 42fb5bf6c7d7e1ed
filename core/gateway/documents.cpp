#include "core/gateway/documents.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/gateway/encoding.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "halle/type/v1/document.pb.h"

namespace halle::gateway {
namespace {
using std::chrono::steady_clock;

constexpr std::chrono::seconds kept{5};  // what is known of organisations
constexpr std::string_view gap = "{organisation}";
constexpr std::size_t worth_compressing = 1024;
constexpr const char* page_type = "text/html; charset=utf-8";
// Nothing runs in a document; the data in its script elements is none that runs.
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

void compress(const Request& request, Reply& reply) {
  if (reply.body.size() < worth_compressing || !accepts_gzip(request)) return;
  if (std::string small = gzip(reply.body); !small.empty()) {
    reply.body = std::move(small);
    reply.headers.emplace_back("content-encoding", "gzip");
  }
}

Reply reply_of(const Request& request, const Result<std::string>& result) {
  if (!result) {
    if (status_of(result.error().code) == 500)
      spdlog::error("{}: {} {}", request.path, result.error().reason, result.error().detail);
    return Documents::refuse(request, result.error().code);
  }
  type::v1::Document document;
  if (!document.ParseFromString(result.value())) return Documents::refuse(request, Code::internal);
  Reply reply;
  reply.headers = {{"content-type", document.content_type()},
                   {"cache-control", "public, max-age=60"},
                   {"vary", "accept-encoding, accept-language"},
                   {"content-security-policy", policy}};
  if (!document.content_type().starts_with("text/html"))
    reply.headers.emplace_back("access-control-allow-origin", "*");
  reply.body = std::move(*document.mutable_body());
  compress(request, reply);
  return reply;
}
}  // namespace

Documents::Documents(const bus::Router& router, const bus::Descriptors& descriptors)
    : router_(router) {
  for (const auto& method : descriptors.rules()) {
    const auto at = method.document.find(gap);
    if (at == std::string::npos || router.find(method.name) == nullptr) continue;
    routes_.push_back(
        {method.document.substr(0, at), method.document.substr(at + gap.size()), method.name});
  }
}

const Documents::Route* Documents::find(const std::string& path, std::string* code) const {
  for (const auto& route : routes_) {
    if (path.size() <= route.before.size() + route.after.size() ||
        !path.starts_with(route.before) || !path.ends_with(route.after))
      continue;
    const std::string middle =
        path.substr(route.before.size(), path.size() - route.before.size() - route.after.size());
    if (middle.find('/') != std::string::npos) continue;
    if (code != nullptr) *code = middle;
    return &route;
  }
  return nullptr;
}

const std::string* Documents::method_of(const Request& request) const {
  if (request.verb != "GET" && request.verb != "HEAD") return nullptr;
  const auto* route = find(request.path, nullptr);
  return route == nullptr ? nullptr : &route->method;
}

/// Asked again after a while by one caller; meanwhile the others are told what was known.
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
  const auto* route = find(request.path, asked.mutable_organisation());
  const auto id = organisation(asked.organisation());
  if (!id) {
    done(reply_of(request, id.error()));
    return;
  }
  asked.set_language(language_of(request));
  asked.set_address(address_of(request, behind_proxy));
  for (const auto& other : routes_)
    if (router_.exists(other.method, id.value()))
      asked.add_documents(other.before + asked.organisation() + other.after);
  bus::Context context;
  context.method = route->method;
  context.organisation = id.value();
  // The request's headers are needed for the answer, which may come when the caller has gone on.
  const auto kept_request = std::make_shared<Request>(request);
  router_.start(std::move(context), asked.SerializeAsString(),
                [kept_request, done = std::move(done)](const Result<std::string>& result) {
                  done(reply_of(*kept_request, result));
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
