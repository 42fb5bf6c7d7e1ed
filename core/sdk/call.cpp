#include "core/sdk/call.hpp"

#include <cstring>

#include "core/db/literal.hpp"
#include "halle/type/v1/answers.pb.h"
#include "halle/type/v1/error.pb.h"

namespace halle::sdk {
namespace {
struct Taken {
  int code = static_cast<int>(Code::internal);
  std::string bytes;
  halle_slice borrowed{};

  static void copy(void* to, std::int32_t code, halle_slice bytes) {
    auto& answer = *static_cast<Taken*>(to);
    answer.code = code;
    answer.bytes.assign(bytes.data, bytes.size);
  }
  static void borrow(void* to, std::int32_t code, halle_slice bytes) {
    auto& answer = *static_cast<Taken*>(to);
    answer.code = code;
    answer.borrowed = bytes;
    if (code != 0) answer.bytes.assign(bytes.data, bytes.size);
  }
};

Uuid uuid_of(const std::uint8_t (&bytes)[16]) {
  Uuid id;
  std::memcpy(id.bytes.data(), bytes, 16);
  return id;
}
}  // namespace

Value::Value(const std::vector<std::int64_t>& numbers) : text_("{") {
  for (const auto number : numbers) {
    if (text_.size() > 1) text_ += ',';
    text_ += std::to_string(number);
  }
  text_ += '}';
}

Value::Value(const std::vector<std::string>& texts) : text_(db::array_literal(texts)) {}

Value Value::bytes(std::string_view raw) {
  Value value(raw);
  value.kind_ = 2;
  return value;
}

Call::Call(const halle_host& host, halle_call* call, const halle_call_info& info)
    : host_(host),
      call_(call),
      info_(info),
      organisation_(uuid_of(info.organisation)),
      operation_id_(uuid_of(info.operation_id)) {}

bool Call::allowed(std::string_view permission) const {
  return host_.allowed(call_, {permission.data(), permission.size()}) != 0;
}

std::string Call::zone() const {
  const bool known = has(offsetof(halle_call_info, zone)) && info_.zone.size > 0;
  return known ? std::string(view(info_.zone)) : "UTC";
}

std::string Call::organisation_code() const {
  return has(offsetof(halle_call_info, code)) ? std::string(view(info_.code)) : "";
}

std::string Call::organisation_name() const {
  return has(offsetof(halle_call_info, name)) ? std::string(view(info_.name)) : "";
}

Result<std::string> Call::today() {
  return get<std::string>("SELECT ($1::timestamptz AT TIME ZONE $2)::date", now(), zone());
}

void Call::take_lock(std::string_view name, const Value& thing, bool shared) {
  queue(
      shared
          ? "SELECT pg_advisory_xact_lock_shared(hashtextextended(rtrim($1::text || ' ' || "
            "$2::text), 0))"
          : "SELECT pg_advisory_xact_lock(hashtextextended(rtrim($1::text || ' ' || $2::text), 0))",
      name, thing);
}

Result<std::string_view> Call::run(std::string_view sql, const Value* values, std::size_t count,
                                   bool wait) {
  if (host_.size < offsetof(halle_host, named_columns) + sizeof host_.named_columns ||
      host_.named_columns == 0)
    return Error{Code::failed_precondition, "halle.host_too_old"};
  std::vector<halle_param> params;
  params.reserve(count);
  for (std::size_t i = 0; i < count; ++i) params.push_back(values[i].param());
  Taken answer;
  host_.query(call_, {sql.data(), sql.size()}, params.data(), count, wait ? 1 : 0, &Taken::borrow,
              &answer);
  if (answer.code != 0) return error_from_bytes(answer.code, answer.bytes);
  return std::string_view(answer.borrowed.data, answer.borrowed.size);
}

Result<std::string> Call::secret(std::string_view label) const {
  if (!host_has(offsetof(halle_host, secret)))
    return Error{Code::failed_precondition, "halle.host_too_old"};
  Taken answer;
  host_.secret(call_, {label.data(), label.size()}, &Taken::copy, &answer);
  if (answer.code != 0) return error_from_bytes(answer.code, answer.bytes);
  return std::move(answer.bytes);
}

Result<std::string> Call::configuration() const {
  if (!host_has(offsetof(halle_host, configuration)))
    return Error{Code::failed_precondition, "halle.host_too_old"};
  Taken answer;
  host_.configuration(call_, &Taken::copy, &answer);
  if (answer.code != 0) return error_from_bytes(answer.code, answer.bytes);
  return std::move(answer.bytes);
}

Result<std::string> Call::call(std::string_view method, std::string_view request) {
  Taken answer;
  host_.call(call_, {method.data(), method.size()}, {request.data(), request.size()}, &Taken::copy,
             &answer);
  if (answer.code != 0) return error_from_bytes(answer.code, answer.bytes);
  return std::move(answer.bytes);
}

Result<Answers<std::string>> read_answers(std::string_view bytes) {
  type::v1::Answers in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return Error{Code::internal, "halle.reply_unreadable"};
  Answers<std::string> answers;
  for (auto& answer : *in.mutable_answers())
    answers.push_back({std::move(*answer.mutable_module()), std::move(*answer.mutable_version()),
                       std::move(*answer.mutable_reply())});
  return answers;
}

std::string error_bytes(const Error& error) {
  type::v1::Error out;
  out.set_reason(error.reason);
  out.set_detail(error.detail);
  for (const auto& field : error.fields) {
    auto* violation = out.add_fields();
    violation->set_field(field.field);
    violation->set_reason(field.reason);
    violation->set_value(field.value);
  }
  return out.SerializeAsString();
}

Error error_from_bytes(int code, std::string_view bytes) {
  type::v1::Error in;
  Error error{static_cast<Code>(code), "halle.error_unreadable"};
  if (code < 0 || code > 16) error.code = Code::unknown;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return error;
  error.reason = in.reason();
  error.detail = in.detail();
  for (const auto& field : in.fields())
    error.fields.push_back({field.field(), field.reason(), field.value()});
  return error;
}

}  // namespace halle::sdk
