#pragma once
// The base classes of generated code: services with typed handlers, and callers for typed clients.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace halle::sdk {

class Call;

/// Sends a request by full method name. In a module this is the Call, in a program a connection.
class Caller {
 public:
  virtual ~Caller() = default;
  virtual Result<std::string> call(std::string_view method, std::string_view request) = 0;
};

/// A proto service. The generated class dispatches bytes to its typed handlers. Handlers run on
/// several threads at once; an implementation has no mutable state.
class Service {
 public:
  virtual ~Service() = default;
  /// Full names, in the order of dispatch().
  virtual std::vector<std::string_view> methods() const = 0;
  virtual Result<std::string> dispatch(std::size_t method, Call& call,
                                       std::string_view request) = 0;
};

template <class Reply, class Request>
Result<Reply> call_typed(Caller& caller, std::string_view method, const Request& request) {
  HALLE_TRY(bytes, caller.call(method, request.SerializeAsString()));
  Reply reply;
  if (!reply.ParseFromString(bytes)) return Error{Code::internal, "halle.reply_unreadable"};
  return reply;
}

/// The answer of one filler of an extension point. Owners store its module and version with the
/// effects of the answer.
template <class Reply>
struct Answer {
  std::string module;
  std::string version;
  Reply reply;
};
/// The answers in chain order; empty if no enabled module fills the extension point.
template <class Reply>
using Answers = std::vector<Answer<Reply>>;

/// Reads halle.type.v1.Answers. Error: `halle.reply_unreadable`.
Result<Answers<std::string>> read_answers(std::string_view bytes);

template <class Reply, class Request>
Result<Answers<Reply>> ask_fillers(Caller& caller, std::string_view extension_point,
                                   const Request& request) {
  HALLE_TRY(bytes, caller.call(extension_point, request.SerializeAsString()));
  HALLE_TRY(answers, read_answers(bytes));
  Answers<Reply> typed;
  for (auto& answer : answers) {
    auto& out =
        typed.emplace_back(Answer<Reply>{std::move(answer.module), std::move(answer.version), {}});
    if (!out.reply.ParseFromString(answer.reply))
      return Error{Code::internal, "halle.reply_unreadable"};
  }
  return typed;
}

template <class Request, class Handler>
Result<std::string> handle_typed(std::string_view bytes, Handler handler) {
  Request request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return Error{Code::invalid_argument, "halle.request_unreadable"};
  HALLE_TRY(reply, handler(request));
  return reply.SerializeAsString();
}

}  // namespace halle::sdk
