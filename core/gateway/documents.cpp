#include "core/gateway/documents.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>

#include "core/base/ids.hpp"
#include "core/base/text/text.hpp"
#include "core/base/time/clock.hpp"
#include "core/gateway/calls.hpp"
#include "core/gateway/http/encoding.hpp"
#include "core/gateway/http/form.hpp"
#include "core/gateway/refusal.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "halle/type/v1/document.pb.h"
#include "halle/type/v1/form.pb.h"

namespace halle::gateway {
namespace {
using std::chrono::steady_clock;

constexpr std::chrono::seconds organisations_kept{5};
constexpr std::string_view code_gap = "{organisation}";
constexpr std::string_view key_gap = "{key}";
constexpr std::size_t worth_compressing = 1024;

/// Empty if the host is not written like one.
std::string address_of(const Request& request, bool behind_proxy) {
  const auto host = request.header("host");
  const bool plain = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']';
  });
  return plain ? (behind_proxy ? "https://" : "http://") + std::string(host) : std::string{};
}

/// The status of a form that the method or the gateway refuses for what the caller sent; 0 for
/// other errors.
int form_status_of(const Error& error) {
  if (error.reason == "halle.request_too_large") return 413;
  switch (error.code) {
    case Code::invalid_argument:
    case Code::failed_precondition:
    case Code::out_of_range:
      return 400;
    case Code::already_exists:
    case Code::aborted:
      return 409;
    default:
      return 0;
  }
}

int status_of(const Request& request, const Error& error) {
  if (const int status = form_status_of(error); status != 0 && request.verb == "POST")
    return status;
  switch (error.code) {
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

/// The operation id that a form's field `operation` holds; empty if it is not a UUIDv7.
std::optional<Uuid> operation_in(const std::string& value) {
  auto id = Uuid::parse(value);
  const bool is_version_7 = id && id->bytes[6] >> 4 == 7 && id->bytes[8] >> 6 == 2;
  return is_version_7 ? id : std::nullopt;
}

/// A posted form as a request. `operation`: the form's own, or a new one.
Result<std::string> form_request(const Request& request, type::v1::DocumentRequest asked,
                                 Uuid& operation) {
  const bool has_fields = form_kind(request.header("content-type")) == FormKind::fields;
  const auto fields = read_form(has_fields ? request.body : std::string_view{});
  if (!fields) return Error{Code::invalid_argument, "halle.request_unreadable"};
  type::v1::FormRequest form;
  *form.mutable_document() = std::move(asked);
  form.mutable_client()->set_address(request.address);
  operation = make_uuid_v7(system_clock()().time_since_epoch().count() / 1000);
  for (const auto& [name, value] : *fields) {
    auto* field = form.add_fields();
    field->set_name(name);
    field->set_value(value);
    if (name == "operation") operation = operation_in(value).value_or(operation);
  }
  return form.SerializeAsString();
}

void compress(const Request& request, Reply& reply) {
  if (reply.body.size() < worth_compressing || !accepts(request, "gzip")) return;
  if (std::string small = gzip(reply.body); !small.empty()) {
    reply.body = std::move(small);
    reply.headers.emplace_back("content-encoding", "gzip");
  }
}

const char* caching_of(Kept kept) {
  switch (kept) {
    case Kept::by_all:
      return "public, max-age=60";
    case Kept::by_caller:
      return "private, max-age=60";
    default:
      return "no-store";
  }
}

Reply reply_of(const Request& request, Kept kept, const Result<std::string>& result) {
  if (!result) {
    if (status_of(request, result.error()) == 500)
      spdlog::error("{}: {} {}", request.path, result.error().reason, result.error().detail);
    return Documents::refuse(request, result.error());
  }
  type::v1::Document document;
  if (!document.ParseFromString(result.value()))
    return Documents::refuse(request, {Code::internal, "halle.reply_unreadable"});
  Reply reply;
  reply.headers = {{"content-type", document.content_type()},
                   {"cache-control", caching_of(kept)},
                   {"vary", kept == Kept::by_caller ? "accept-encoding, accept-language, cookie"
                                                    : "accept-encoding, accept-language"},
                   {"content-security-policy", page_policy}};
  if (kept == Kept::by_all && !document.content_type().starts_with("text/html"))
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
    if (router.find(method.name) == nullptr) continue;
    if (!method.document.empty()) add(method.document, method, false);
    if (!method.form.empty()) add(method.form, method, true);
  }
  keep_no_page_with_a_form();
}

void Documents::add(const std::string& path, const bus::MethodRules& method, bool form) {
  auto parts = split(path, '/');
  const bool has_key = std::find(parts.begin(), parts.end(), key_gap) != parts.end();
  const bool is_public = method.access.rule == bus::Access::Rule::anybody;
  routes_.push_back({std::move(parts), method.name, is_public, has_key, form,
                     is_public ? Kept::by_all : Kept::by_caller});
}

void Documents::keep_no_page_with_a_form() {
  for (auto& route : routes_)
    if (std::any_of(routes_.begin(), routes_.end(), [&](const Route& other) {
          return other.is_form && other.parts == route.parts;
        }))
      route.kept = Kept::by_nobody;
}

const Documents::Route* Documents::find(const std::string& path, bool form, std::string* code,
                                        std::string* key) const {
  const auto given = split(path, '/');
  const auto fits = [&](const Route& route) {
    return route.is_form == form &&
           std::equal(route.parts.begin(), route.parts.end(), given.begin(), given.end(),
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
  const bool form = request.verb == "POST";
  if (form ? router_.find(request.path) != nullptr
           : request.verb != "GET" && request.verb != "HEAD")
    return nullptr;
  const auto* route = find(request.path, form, nullptr, nullptr);
  return route == nullptr ? nullptr : &route->method;
}

/// Refreshed by one caller after its lifetime; meanwhile the others get the old state.
Result<Uuid> Documents::organisation(const std::string& code) const {
  std::unique_lock lock(mutex_);
  if (organisations_.empty() || steady_clock::now() - read_at_ >= organisations_kept) {
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

std::vector<std::string> Documents::public_paths(const Uuid& id, const std::string& code) const {
  std::vector<std::string> paths;
  for (const auto& route : routes_)
    if (route.is_public && !route.has_key && !route.is_form && router_.exists(route.method, id))
      paths.push_back(path_of(route.parts, code));
  return paths;
}

void Documents::start(const Request& request, bool behind_proxy,
                      std::function<void(Reply)> done) const {
  type::v1::DocumentRequest asked;
  const bool form = request.verb == "POST";
  const auto* route = find(request.path, form, asked.mutable_organisation(), asked.mutable_key());
  const auto fail = [&](const Error& error) { done(reply_of(request, route->kept, error)); };
  const auto id = organisation(asked.organisation());
  if (!id) return fail(id.error());
  asked.set_language(language_of(request));
  asked.set_address(address_of(request, behind_proxy));
  for (auto& path : public_paths(id.value(), asked.organisation()))
    asked.add_documents(std::move(path));
  bus::Context context;
  context.method = route->method;
  context.organisation = id.value();
  if (!route->is_public) {
    context.token = session_token(request);
    auto caller = admit(router_, context);
    if (!caller) return fail(caller.error());
    context.principal = std::move(caller).value();
    context.token.clear();
  }
  const auto bytes = form ? form_request(request, std::move(asked), context.operation_id)
                          : Result<std::string>(asked.SerializeAsString());
  if (!bytes) return fail(bytes.error());
  // Keeps the request's headers for the reply, which may come after the caller has gone on.
  const auto kept_request = std::make_shared<Request>(request);
  kept_request->body.clear();
  router_.start(std::move(context), bytes.value(),
                [kept_request, kept = route->kept,
                 done = std::move(done)](const Result<std::string>& result) {
                  // Runs on any thread; exceptions must not leave this function.
                  try {
                    done(reply_of(*kept_request, kept, result));
                  } catch (const std::exception& error) {
                    spdlog::error("{}: {}", kept_request->path, error.what());
                    done(refuse(*kept_request, {Code::internal, "halle.handler_failed"}));
                  }
                });
}

std::optional<Reply> Documents::refuse_form(const Request& request, const Site& site) {
  if (is_foreign(request, site)) return refusal(request, 403);
  if (form_kind(request.header("content-type")) != FormKind::none) return std::nullopt;
  Reply reply = refusal(request, 415);
  reply.headers.emplace_back("accept-post", form_type);
  return reply;
}

Reply Documents::refuse(const Request& request, const Error& error) {
  return refusal(request, status_of(request, error));
}

}  // namespace halle::gateway
