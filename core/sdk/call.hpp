#pragma once
// What a handler can use: its caller, the time, the transaction, other modules.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/abi/halle_module.h"
#include "core/base/ids.hpp"
#include "core/base/time/clock.hpp"
#include "core/db/block.hpp"
#include "core/sdk/rows/row.hpp"
#include "core/sdk/service.hpp"

namespace halle::sdk {

/// A parameter of a statement. Arrays become PostgreSQL array literals.
class Value {
 public:
  Value() : kind_(0) {}
  Value(std::nullptr_t) : kind_(0) {}                            // NOLINT
  Value(std::string_view text) : text_(text) {}                  // NOLINT
  Value(const std::string& text) : text_(text) {}                // NOLINT
  Value(const char* text) : text_(text) {}                       // NOLINT
  Value(std::int64_t number) : text_(std::to_string(number)) {}  // NOLINT
  Value(int number) : text_(std::to_string(number)) {}           // NOLINT
  Value(bool truth) : text_(truth ? "t" : "f") {}                // NOLINT
  Value(const Uuid& id) : text_(id.text()) {}                    // NOLINT
  Value(Instant instant) : text_(format_instant(instant)) {}     // NOLINT
  Value(Day day) : text_(day_text(day)) {}                       // NOLINT
  Value(const std::vector<std::int64_t>& numbers);               // NOLINT
  Value(const std::vector<std::string>& texts);                  // NOLINT
  template <class T>
  Value(const std::optional<T>& maybe) : Value(nullptr) {  // NOLINT
    if (maybe) *this = Value(*maybe);
  }
  template <class Enumeration>
  requires std::is_enum_v<Enumeration> Value(Enumeration value)
      : Value(static_cast<std::int64_t>(value)) {}  // NOLINT
  static Value bytes(std::string_view raw);

  halle_param param() const { return {kind_, {text_.data(), text_.size()}}; }

 private:
  std::int32_t kind_ = 1;
  std::string text_;
};

/// Fields of rows as statement parameters, one array for each field, for `unnest($3::text[], …)`.
/// The fields are texts, integers, enumerations, ids or days.
template <class Rows, class... Fields>
std::array<Value, sizeof...(Fields)> unnest(const Rows& rows, Fields... fields) {
  const auto one = [&](auto field) {
    using Field = std::remove_cvref_t<decltype((*std::begin(rows)).*field)>;
    if constexpr (std::is_integral_v<Field> || std::is_enum_v<Field>) {
      std::vector<std::int64_t> numbers;
      for (const auto& row : rows) numbers.push_back(static_cast<std::int64_t>(row.*field));
      return Value(numbers);
    } else {
      std::vector<std::string> texts;
      for (const auto& row : rows) {
        if constexpr (std::is_same_v<Field, Uuid>)
          texts.push_back((row.*field).text());
        else if constexpr (std::is_same_v<Field, Day>)
          texts.push_back(day_text(row.*field));
        else
          texts.push_back(row.*field);
      }
      return Value(texts);
    }
  };
  return {one(fields)...};
}

/// One invocation of a handler. Valid until the handler returns, on its thread only.
class Call final : public Caller {
 public:
  Call(const halle_host& host, halle_call* call, const halle_call_info& info);

  /// The organisation the call concerns; nil if none.
  const Uuid& organisation() const { return organisation_; }
  /// The client's operation id; nil for a method without side effects.
  const Uuid& operation_id() const { return operation_id_; }
  /// Stable id of the caller. If another module makes the call, the id of the principal behind it:
  /// an account, or a job or event ("job:…", "event:…"), which is no person.
  std::string_view principal() const { return {info_.principal.data, info_.principal.size}; }
  /// The number by which the organisation knows the caller; empty if there is none.
  std::string_view subject() const { return {info_.subject.data, info_.subject.size}; }
  /// Id of the calling module; empty if no module calls.
  std::string_view module() const {
    return has(offsetof(halle_call_info, module)) ? view(info_.module) : std::string_view{};
  }
  /// Whether the caller holds a permission, or the calling module's manifest gives it for this
  /// method.
  bool allowed(std::string_view permission) const;
  /// The organisation's IANA time zone; UTC if the call concerns none.
  std::string zone() const;
  /// The organisation's short name, used in commands, and its displayed name; empty if the call
  /// concerns none.
  std::string organisation_code() const;
  std::string organisation_name() const;
  /// The date, YYYY-MM-DD, in zone() at now(). Runs a statement in the call's transaction.
  Result<std::string> today();
  /// A new UUIDv7, ordered by time.
  Uuid new_id() const { return make_uuid_v7(now().time_since_epoch().count() / 1000); }
  Instant now() const { return Instant{std::chrono::microseconds{host_.now(call_)}}; }
  /// 64 hexadecimal digits that only this installation can compute, always the same for this
  /// module, organisation() and the label: the secret of a link that is stored as a hash and
  /// written into a letter later. Error `halle.secret_missing`: the installation has no key.
  Result<std::string> secret(std::string_view label) const;
  /// The text that root has written for this module (`configuration/<id>` in the data folder);
  /// empty if there is none.
  Result<std::string> configuration() const;
  void log(std::string_view text) const { host_.log(call_, 1, {text.data(), text.size()}); }

  /// Runs a statement in the call's transaction. The first one opens it; when the handler succeeds
  /// it is committed together with operation record, audit and events. The SQL text begins with a
  /// keyword, not with a comment. Rows are read into structs (row.hpp) or, if `Row` is a plain
  /// type, from the only column. Errors: those of the statement, `halle.row_refused`.
  template <class Row, class... Args>
  Result<std::vector<Row>> query(std::string_view sql, const Args&... args) {
    HALLE_TRY(block, ask(sql, args...));
    return read_rows<Row>(db::BlockView(block));
  }
  /// The row of a statement that returns at most one.
  template <class Row, class... Args>
  Result<std::optional<Row>> find(std::string_view sql, const Args&... args) {
    HALLE_TRY(block, ask(sql, args...));
    return read_row<Row>(db::BlockView(block));
  }
  /// The row of a statement that always returns one, such as an aggregate.
  template <class Row, class... Args>
  Result<Row> get(std::string_view sql, const Args&... args) {
    HALLE_TRY(row, find<Row>(sql, args...));
    if (!row) return row_detail::refused_count(0);
    return *std::move(row);
  }
  /// Runs a statement that returns no rows, or whose rows are ignored.
  template <class... Args>
  Status execute(std::string_view sql, const Args&... args) {
    HALLE_TRY(block, ask(sql, args...));
    (void)block;
    return Done{};
  }
  /// Queues a statement: it is sent with the next query(), without a round trip of its own and
  /// without a result. If it fails, that query() returns the error.
  template <class... Args>
  void queue(std::string_view sql, const Args&... args) {
    const auto values = values_of(args...);
    (void)run(sql, values.data(), values.size(), false);
  }
  /// Queues taking an advisory lock, identified by `name` and `thing` (such as "template_cpp.crate"
  /// and an id), which is held until the transaction ends. It is sent with the next statement.
  void lock(std::string_view name, const Value& thing) { take_lock(name, thing, false); }
  /// The same for a lock without a thing.
  void lock(std::string_view name) { take_lock(name, "", false); }
  /// The same, as a shared lock.
  void lock_shared(std::string_view name, const Value& thing) { take_lock(name, thing, true); }
  /// Rolls the transaction back, so that another module can be called; the next query opens a new
  /// one.
  void rollback() { host_.rollback(call_); }

  /// Emits an event in the call's transaction. `key` is the id of the thing it is about.
  template <class Event>
  void emit(const Event& event, std::string_view key) {
    const std::string payload = event.SerializeAsString();
    const std::string type = event.GetTypeName();
    host_.emit(call_, {type.data(), type.size()}, {key.data(), key.size()},
               {payload.data(), payload.size()});
  }

  /// Calls a method of another module. Refused while a transaction is open.
  Result<std::string> call(std::string_view method, std::string_view request) override;

 private:
  template <class Arg>
  struct Width : std::integral_constant<std::size_t, 1> {};
  template <std::size_t count>
  struct Width<std::array<Value, count>> : std::integral_constant<std::size_t, count> {};
  /// The parameters in order; an array of values is several parameters.
  template <class... Args>
  static std::array<Value, (Width<Args>::value + ... + 0)> values_of(const Args&... args) {
    std::array<Value, (Width<Args>::value + ... + 0)> values;
    std::size_t at = 0;
    [[maybe_unused]] const auto add = [&](const auto& arg) {
      if constexpr (std::is_same_v<
                        std::remove_cvref_t<decltype(arg)>,
                        std::array<Value, Width<std::remove_cvref_t<decltype(arg)>>::value>>)
        for (const auto& value : arg) values[at++] = value;
      else
        values[at++] = Value(arg);
    };
    (add(args), ...);
    return values;
  }
  void take_lock(std::string_view name, const Value& thing, bool shared);
  template <class... Args>
  Result<std::string_view> ask(std::string_view sql, const Args&... args) {
    const auto values = values_of(args...);
    return run(sql, values.data(), values.size(), true);
  }
  /// Runs or queues a statement; returns the result as a block.
  Result<std::string_view> run(std::string_view sql, const Value* values, std::size_t count,
                               bool wait);
  static std::string_view view(halle_slice slice) { return {slice.data, slice.size}; }
  /// Whether the host is recent enough to set the field at this offset.
  bool has(std::size_t offset) const { return info_.size >= offset + sizeof(halle_slice); }
  /// Whether the host is recent enough to have the function at this offset.
  bool host_has(std::size_t offset) const { return host_.size >= offset + sizeof(void*); }

  const halle_host& host_;
  halle_call* call_;
  const halle_call_info& info_;
  Uuid organisation_;
  Uuid operation_id_;
};

/// An Error as bytes (halle.type.v1.Error), and back.
std::string error_bytes(const Error& error);
Error error_from_bytes(int code, std::string_view bytes);

}  // namespace halle::sdk
