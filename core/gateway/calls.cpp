#include "core/gateway/calls.hpp"

#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/ids.hpp"
#include "core/base/text/text.hpp"
#include "core/gateway/http/encoding.hpp"
#include "core/net/wire.hpp"

namespace halle::gateway {
namespace pb = google::protobuf;

namespace {
constexpr const char* session_cookie = "__Host-halle";
constexpr const char* device_cookie = "__Host-halle-device";
constexpr const char* cookie_rules = "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=";
constexpr const char* type_prefix = "type.googleapis.com/";
constexpr std::chrono::hours device_life{24 * 365};
constexpr std::chrono::hours longest{1};
constexpr std::size_t worth_compressing = 1024;
constexpr std::size_t frame_head = 5;
constexpr char trailer_frame = '\x80';
constexpr char end_frame = '\x02';  // of Connect

enum class Form {
  grpc_web,
  connect_proto,
  connect_json,
  connect_stream_proto,
  connect_stream_json,
  unknown
};

Form form_of(const Request& request) {
  const auto type = lower_ascii(std::string(request.header("content-type")));
  const auto plain = trim(type.substr(0, type.find(';')));
  if (plain == "application/grpc-web+proto" || plain == "application/grpc-web")
    return Form::grpc_web;
  if (plain == "application/proto") return Form::connect_proto;
  if (plain == "application/json") return Form::connect_json;
  if (plain == "application/connect+proto") return Form::connect_stream_proto;
  if (plain == "application/connect+json") return Form::connect_stream_json;
  return Form::unknown;
}

bool is_json(Form form) {
  return form == Form::connect_json || form == Form::connect_stream_json;
}

/// The content types of streams.
bool carries_streams(Form form) {
  return form == Form::grpc_web || form == Form::connect_stream_proto ||
         form == Form::connect_stream_json;
}

Reply unknown_form() {
  return {415,
          {{"accept-post",
            "application/grpc-web+proto, application/proto, application/json, "
            "application/connect+proto, application/connect+json"}},
          {}};
}

std::string cookie(const Request& request, std::string_view name) {
  for (const auto& [header, value] : request.headers) {
    if (header != "cookie") continue;
    for (const auto& part : split(value, ';')) {
      const std::string pair = trim(part);
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
        return pair.substr(name.size() + 1);
    }
  }
  return {};
}

/// The code's name and HTTP status in the Connect protocol.
std::pair<const char*, int> connect_code(Code code) {
  switch (code) {
    case Code::cancelled:
      return {"canceled", 499};
    case Code::invalid_argument:
      return {"invalid_argument", 400};
    case Code::deadline_exceeded:
      return {"deadline_exceeded", 504};
    case Code::not_found:
      return {"not_found", 404};
    case Code::already_exists:
      return {"already_exists", 409};
    case Code::permission_denied:
      return {"permission_denied", 403};
    case Code::resource_exhausted:
      return {"resource_exhausted", 429};
    case Code::failed_precondition:
      return {"failed_precondition", 400};
    case Code::aborted:
      return {"aborted", 409};
    case Code::out_of_range:
      return {"out_of_range", 400};
    case Code::unimplemented:
      return {"unimplemented", 501};
    case Code::internal:
      return {"internal", 500};
    case Code::unavailable:
      return {"unavailable", 503};
    case Code::data_loss:
      return {"data_loss", 500};
    case Code::unauthenticated:
      return {"unauthenticated", 401};
    default:
      return {"unknown", 500};
  }
}

nlohmann::ordered_json connect_error(const Error& error) {
  nlohmann::ordered_json out{{"code", connect_code(error.code).first}, {"message", error.reason}};
  for (const auto& [type, value] : net::details_of(error))
    out["details"].push_back({{"type", type}, {"value", base64(value, false)}});
  return out;
}

std::string text_of(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string frame(char kind, std::string_view bytes) {
  std::string out(1, kind);
  for (int bits = 24; bits >= 0; bits -= 8)
    out += static_cast<char>(bytes.size() >> static_cast<unsigned>(bits) & 0xff);
  return out.append(bytes);
}

Result<std::string> unframe(const std::string& body) {
  const Error unreadable{Code::invalid_argument, "halle.request_unreadable"};
  if (body.size() < frame_head || body[0] != 0) return unreadable;
  std::size_t size = 0;
  for (std::size_t i = 1; i < frame_head; ++i)
    size = size << 8 | static_cast<unsigned char>(body[i]);
  if (size != body.size() - frame_head) return unreadable;
  return body.substr(frame_head);
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < 0)
    return std::nullopt;
  return value;
}

/// The time a client gives, by `grpc-timeout` (8 digits and a unit) or `connect-timeout-ms`.
std::optional<std::chrono::milliseconds> timeout_of(const Request& request) {
  if (const auto text = request.header("connect-timeout-ms"); !text.empty()) {
    const auto value = number(text.substr(0, 10));
    return value ? std::optional(std::chrono::milliseconds(*value)) : std::nullopt;
  }
  const auto text = request.header("grpc-timeout");
  if (text.size() < 2 || text.size() > 9) return std::nullopt;
  const auto value = number(text.substr(0, text.size() - 1));
  if (!value) return std::nullopt;
  switch (text.back()) {
    case 'H':
      return std::chrono::hours(*value);
    case 'M':
      return std::chrono::minutes(*value);
    case 'S':
      return std::chrono::seconds(*value);
    case 'm':
      return std::chrono::milliseconds(*value);
    default:
      return std::chrono::milliseconds(*value / 1000);
  }
}

/// Clears the browser's session cookie.
std::pair<std::string, std::string> no_session() {
  return {"set-cookie", std::string(session_cookie) + "=" + cookie_rules + "0"};
}

/// The session that a call acts as. A call that opens a session and is public may come with an
/// invalid one.
std::string session_of(const Request& request, const bus::MethodRules* rules) {
  const bool signs_in = rules != nullptr && rules->session == bus::Session::opens &&
                        rules->access.rule == bus::Access::Rule::anybody;
  if (signs_in || !request.header(net::authorization_key).empty()) return {};
  return cookie(request, session_cookie);
}

Result<bus::Context> context_of(const Request& request, const bus::MethodRules* rules) {
  // What a form's request says of path, language and client is the gateway's: only at its path.
  if (rules != nullptr && !rules->form.empty())
    return Error{Code::unimplemented, "halle.no_such_method", request.path};
  bus::Context context;
  context.method = request.path;
  // No more than an instant can hold; the router has its own limit.
  if (const auto timeout = timeout_of(request))
    context.deadline =
        std::chrono::steady_clock::now() + std::min<std::chrono::milliseconds>(*timeout, longest);
  if (const auto text = request.header(net::organisation_key); !text.empty()) {
    const auto id = Uuid::parse(text);
    if (!id) return bad_field("organisation", "halle.organisation_unknown", std::string(text));
    context.organisation = *id;
  }
  if (const auto text = request.header(net::operation_key); !text.empty()) {
    const auto id = Uuid::parse(text);
    if (!id)
      return bad_field("idempotency-key", "halle.operation_id_unreadable", std::string(text));
    context.operation_id = *id;
  }
  constexpr std::string_view bearer = "Bearer ";
  const auto authorization = request.header(net::authorization_key);
  if (authorization.empty())
    context.token = session_of(request, rules);
  else if (authorization.starts_with(bearer))
    context.token = authorization.substr(bearer.size());
  else
    return Error{Code::unauthenticated, "halle.token_invalid"};
  return context;
}
}  // namespace

std::string session_token(const Request& request) {
  return cookie(request, session_cookie);
}

Result<bus::Principal> admit(const bus::Router& router, const bus::Context& context) {
  using Kind = bus::Principal::Kind;
  HALLE_TRY(principal, router.admit(context));
  if (principal.kind == Kind::operator_ || principal.kind == Kind::kernel)
    return Error{Code::unauthenticated, "halle.token_invalid"};
  return principal;
}

struct Calls::Impl {
  const bus::Router& router;
  const bus::Descriptors& descriptors;
  bus::Streams& streams;
  std::unique_ptr<pb::util::TypeResolver> types;
  mutable pb::DynamicMessageFactory messages;

  Impl(const bus::Router& given_router, const bus::Descriptors& given, bus::Streams& given_streams)
      : router(given_router),
        descriptors(given),
        streams(given_streams),
        types(pb::util::NewTypeResolverForDescriptorPool("type.googleapis.com", &given.pool())) {}

  const pb::MethodDescriptor* method(const std::string& path) const {
    std::string name = path.substr(1);
    std::replace(name.begin(), name.end(), '/', '.');
    return descriptors.pool().FindMethodByName(name);
  }

  std::unique_ptr<pb::Message> parse(const pb::Descriptor& type, const std::string& bytes) const {
    std::unique_ptr<pb::Message> message(messages.GetPrototype(&type)->New());
    return message->ParseFromString(bytes) ? std::move(message) : nullptr;
  }

  Result<std::string> request_bytes(const Request& request, Form form) const {
    std::string message = request.body;
    if (carries_streams(form)) {
      HALLE_TRY(unframed, unframe(request.body));
      message = std::move(unframed);
    }
    if (!is_json(form)) return message;
    const auto* called = method(request.path);
    if (called == nullptr) return Error{Code::unimplemented, "halle.no_such_method", request.path};
    std::string bytes;
    const auto read = pb::util::JsonToBinaryString(
        types.get(), type_prefix + called->input_type()->full_name(), message, &bytes);
    if (read.ok()) return bytes;
    // It may quote the request, cut anywhere.
    const std::string why(read.message());
    return bad_field("request", "halle.request_unreadable", is_utf8(why) ? why : std::string{});
  }

  /// Whether the gateway fills fields in a method's requests: for methods that open or end a
  /// session, and for public methods with a field `client`.
  bool completes(const std::string& path, const bus::MethodRules& rules) const {
    if (rules.session != bus::Session::none) return true;
    if (rules.access.rule != bus::Access::Rule::anybody) return false;
    const auto* called = method(path);
    if (called == nullptr) return false;
    const auto* client = called->input_type()->FindFieldByName("client");
    return client != nullptr && client->message_type() != nullptr &&
           client->message_type()->full_name() == "halle.type.v1.Client";
  }

  /// The request with the fields that the gateway fills; one that ends a session ends that of
  /// `token`.
  Result<std::string> completed(const Request& request, const bus::MethodRules& rules,
                                const std::string& bytes, const std::string& token,
                                const std::string& device) const {
    const auto* called = method(request.path);
    auto message = parse(*called->input_type(), bytes);
    if (!message) return Error{Code::invalid_argument, "halle.request_unreadable"};
    const auto* reflection = message->GetReflection();
    if (rules.session == bus::Session::closes) {
      if (const auto* field = called->input_type()->FindFieldByName("token"))
        reflection->SetString(message.get(), field, token);
    } else if (const auto* client = called->input_type()->FindFieldByName("client")) {
      reflection->ClearField(message.get(), client);
      auto* from = reflection->MutableMessage(message.get(), client, &messages);
      const auto* type = from->GetDescriptor();
      from->GetReflection()->SetString(from, type->FindFieldByName("address"), request.address);
      from->GetReflection()->SetString(from, type->FindFieldByName("device"), device);
    }
    return message->SerializeAsString();
  }

  /// Moves the token of an opened session from the reply to a cookie that scripts cannot read.
  /// False if there is no token: then nothing of the reply may be sent.
  bool keep_session(const std::string& path, std::string& bytes, const std::string& device,
                    Reply& reply) const {
    const auto* called = method(path);
    auto message = parse(*called->output_type(), bytes);
    if (!message) return false;
    const auto* token = called->output_type()->FindFieldByName("token");
    const auto* expires = called->output_type()->FindFieldByName("expires_at");
    if (token == nullptr || expires == nullptr) return false;
    const auto* reflection = message->GetReflection();
    const auto& until = reflection->GetMessage(*message, expires, &messages);
    const std::int64_t seconds =
        until.GetReflection()->GetInt64(until, until.GetDescriptor()->FindFieldByName("seconds")) -
        std::chrono::duration_cast<std::chrono::seconds>(
            std::chrono::system_clock::now().time_since_epoch())
            .count();
    reply.headers.emplace_back(
        "set-cookie", std::string(session_cookie) + "=" + reflection->GetString(*message, token) +
                          cookie_rules + std::to_string(std::max<std::int64_t>(seconds, 0)));
    reply.headers.emplace_back("set-cookie",
                               std::string(device_cookie) + "=" + device + cookie_rules +
                                   std::to_string(std::chrono::seconds(device_life).count()));
    reflection->ClearField(message.get(), token);
    bytes = message->SerializeAsString();
    return true;
  }

  Reply encode(const Request& request, Form form, std::string bytes) const {
    Reply reply;
    if (form == Form::grpc_web) {
      reply.headers.emplace_back("content-type", "application/grpc-web+proto");
      reply.body = frame(0, bytes) + frame(trailer_frame, "grpc-status:0\r\n");
    } else if (form == Form::connect_proto) {
      reply.headers.emplace_back("content-type", "application/proto");
      reply.body = std::move(bytes);
    } else {
      reply.headers.emplace_back("content-type", "application/json");
      reply.body = json_of(request.path, bytes);
    }
    return reply;
  }

  /// A reply of the method in JSON.
  std::string json_of(const std::string& path, const std::string& bytes) const {
    std::string json;
    const auto written = pb::util::BinaryToJsonString(
        types.get(), type_prefix + method(path)->output_type()->full_name(), bytes, &json);
    if (!written.ok()) spdlog::error("{}: {}", path, written.ToString());
    return json;
  }
};

Calls::Calls(const bus::Router& router, const bus::Descriptors& descriptors, bus::Streams& streams)
    : impl_(std::make_unique<Impl>(router, descriptors, streams)) {}
Calls::~Calls() = default;

Result<std::size_t> Calls::admit(const Request& request) const {
  constexpr std::size_t anonymous_body = 64 << 10;
  constexpr std::size_t body = 1 << 20;
  constexpr std::size_t bulk_body = 24 << 20;
  // JSON is longer than the bytes it stands for; the router measures those.
  constexpr std::size_t json_room = 2;
  const auto* rules = impl_->router.find(request.path);
  HALLE_TRY(context, context_of(request, rules));
  HALLE_TRY(principal, gateway::admit(impl_->router, context));
  if (principal.kind == bus::Principal::Kind::anonymous) return anonymous_body;
  return json_room * (rules->bulk_request ? bulk_body : body);
}

std::optional<Reply> Calls::refuse_foreign(const Request& request, const Site& site) const {
  const bool unexplained_cookie = request.header("origin").empty() &&
                                  request.header(net::authorization_key).empty() &&
                                  !cookie(request, session_cookie).empty();
  if (unexplained_cookie || is_foreign(request, site))
    return refuse(request, {Code::permission_denied, "halle.wrong_origin"});
  if (form_of(request) == Form::unknown) return unknown_form();
  return std::nullopt;
}

Reply Calls::refuse(const Request& request, const Error& error) const {
  Reply reply;
  if (carries_streams(form_of(request))) {
    reply = stream_head(request);
    reply.body = last_part(request, error);
  } else {
    reply.status = connect_code(error.code).second;
    reply.headers.emplace_back("content-type", "application/json");
    reply.body = text_of(connect_error(error));
  }
  if (error.reason == "halle.token_invalid" &&
      !session_of(request, impl_->router.find(request.path)).empty())
    reply.headers.push_back(no_session());
  return reply;
}

bool Calls::streams(const std::string& path) const {
  const auto* rules = impl_->router.find(path);
  return rules != nullptr && !rules->watches.empty();
}

Result<std::shared_ptr<bus::Streams::Stream>> Calls::open(const Request& request) const {
  const Form form = form_of(request);
  HALLE_TRY(context, context_of(request, nullptr));
  HALLE_CHECK(impl_->router.exists(context.method, context.organisation));
  if (!carries_streams(form))
    return Error{Code::unimplemented, "halle.only_as_stream", request.path};
  HALLE_CHECK(gateway::admit(impl_->router, context));
  HALLE_TRY(bytes, impl_->request_bytes(request, form));
  return impl_->streams.open(std::move(context), std::move(bytes),
                             impl_->router.find(request.path)->watches);
}

Reply Calls::stream_head(const Request& request) const {
  const Form form = form_of(request);
  Reply head;
  head.headers.emplace_back("content-type", form == Form::grpc_web ? "application/grpc-web+proto"
                                            : is_json(form)        ? "application/connect+json"
                                                                   : "application/connect+proto");
  head.headers.emplace_back("cache-control", "no-store");
  return head;
}

std::string Calls::part(const Request& request, const std::string& message) const {
  return frame(0, is_json(form_of(request)) ? impl_->json_of(request.path, message) : message);
}

std::string Calls::last_part(const Request& request, const Error& why) const {
  if (form_of(request) != Form::grpc_web)
    return frame(end_frame, text_of({{"error", connect_error(why)}}));
  return frame(trailer_frame, "grpc-status:" + std::to_string(static_cast<int>(why.code)) +
                                  "\r\ngrpc-message:" + percent(why.reason) +
                                  "\r\ngrpc-status-details-bin:" +
                                  base64(net::to_status(why).error_details(), false) + "\r\n");
}

void Calls::start(const Request& request, std::function<void(Reply)> done) const {
  const Form form = form_of(request);
  if (form == Form::unknown || form == Form::connect_stream_proto ||
      form == Form::connect_stream_json) {
    done(unknown_form());
    return;
  }
  const auto fail = [&](const Error& error) { done(refuse(request, error)); };
  const auto* rules = impl_->router.find(request.path);
  auto context = context_of(request, rules);
  if (!context) return fail(context.error());
  // Refused before anything that depends on the method is read, and before the body is decoded.
  auto caller = gateway::admit(impl_->router, context.value());
  if (!caller) return fail(caller.error());
  context.value().principal = std::move(caller).value();
  const std::string token = std::exchange(context.value().token, {});
  auto bytes = impl_->request_bytes(request, form);
  if (!bytes) return fail(bytes.error());
  std::string device = cookie(request, device_cookie);
  if (impl_->completes(request.path, *rules)) {
    if (device.size() != 32) device.clear();
    bytes = impl_->completed(request, *rules, bytes.value(), token, device);
    if (!bytes) return fail(bytes.error());
    if (device.empty()) device = random_hex(16);
  }
  // Keeps the request's format for the reply, which may come after the caller has gone on.
  const auto asked = std::make_shared<Request>();
  asked->path = request.path;
  asked->headers = request.headers;
  impl_->router.start(
      std::move(context).value(), bytes.value(),
      [this, asked, device, rules, done = std::move(done)](Result<std::string> result) {
        // Runs on any thread; exceptions must not leave this function.
        try {
          done(answer(*asked, *rules, device, std::move(result)));
        } catch (const std::exception& error) {
          spdlog::error("{}: {}", asked->path, error.what());
          done(refuse(*asked, {Code::internal, "halle.handler_failed"}));
        }
      });
}

Reply Calls::answer(const Request& request, const bus::MethodRules& rules,
                    const std::string& device, Result<std::string> result) const {
  if (!result) {
    if (result.error().code == Code::internal)
      spdlog::error("{}: {} {}", request.path, result.error().reason, result.error().detail);
    return refuse(request, result.error());
  }
  Reply cookies;
  std::string bytes = std::move(result).value();
  if (rules.session == bus::Session::opens &&
      !impl_->keep_session(request.path, bytes, device, cookies))
    return refuse(request, {Code::internal, "halle.reply_unreadable"});
  if (rules.session == bus::Session::closes && !session_of(request, &rules).empty())
    cookies.headers.push_back(no_session());
  Reply reply = impl_->encode(request, form_of(request), std::move(bytes));
  reply.headers.insert(reply.headers.end(), cookies.headers.begin(), cookies.headers.end());
  reply.headers.emplace_back("cache-control", "no-store");
  if (reply.body.size() >= worth_compressing && accepts(request, "gzip")) {
    if (std::string small = gzip(reply.body); !small.empty()) {
      reply.body = std::move(small);
      reply.headers.emplace_back("content-encoding", "gzip");
      reply.headers.emplace_back("vary", "accept-encoding");
    }
  }
  return reply;
}

}  // namespace halle::gateway
