#pragma once
// Result<T>: a value or an Error. No exception leaves core/db; functions that can fail return a
// Result. Error reasons are stable strings (`orders.cycle_closed`), listed per module and
// translated into words by the client. Plain values, no shared state.

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace halle {

/// The gRPC status codes, same numbers.
enum class Code : int {
  ok = 0,
  cancelled = 1,
  unknown = 2,
  invalid_argument = 3,
  deadline_exceeded = 4,
  not_found = 5,
  already_exists = 6,
  permission_denied = 7,
  resource_exhausted = 8,
  failed_precondition = 9,
  aborted = 10,
  out_of_range = 11,
  unimplemented = 12,
  internal = 13,
  unavailable = 14,
  data_loss = 15,
  unauthenticated = 16,
};

/// One wrong field of a request or cell of a sheet. `reason` is stable; `value` is what was given,
/// for the sentence shown to the person (may be empty, never a secret).
struct FieldViolation {
  std::string field;
  std::string reason;
  std::string value;
};

struct Error {
  Code code = Code::internal;
  std::string reason;
  std::string detail{};
  std::vector<FieldViolation> fields{};
};

/// An error about one field of the request.
inline Error bad_field(std::string field, std::string reason, std::string value = {}) {
  Error error{Code::invalid_argument, reason};
  error.fields.push_back({std::move(field), std::move(reason), std::move(value)});
  return error;
}

/// An error about something that `field` names and that does not exist, or that the caller may not
/// see.
inline Error not_found(std::string field, std::string reason, std::string value = {}) {
  Error error = bad_field(std::move(field), std::move(reason), std::move(value));
  error.code = Code::not_found;
  return error;
}

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T given) : state_(std::move(given)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
  explicit operator bool() const { return state_.index() == 0; }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  Error& error() & { return std::get<1>(state_); }
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value.
struct Done {};
using Status = Result<Done>;

}  // namespace halle

#define HALLE_CONCAT_(a, b) a##b
#define HALLE_CONCAT(a, b) HALLE_CONCAT_(a, b)

/// Declares `name` as the value of `expr`, or returns its error from the enclosing function.
#define HALLE_TRY(name, expr)                                                                \
  auto HALLE_CONCAT(name, _result_) = (expr);                                                \
  if (!HALLE_CONCAT(name, _result_)) return std::move(HALLE_CONCAT(name, _result_)).error(); \
  auto name = std::move(HALLE_CONCAT(name, _result_)).value()

/// Returns the error of `expr`, if it has one.
#define HALLE_CHECK(expr)                                                                        \
  do {                                                                                           \
    if (auto halle_checked_ = (expr); !halle_checked_) return std::move(halle_checked_).error(); \
  } while (false)
