#pragma once
// What a handler sees of the world: who calls, the time, the transaction, other modules.

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

/// Fields of rows as parameters of a statement, an array each, for `unnest($3::text[], …)`: the
/// fields are texts, integers, enumerations, ids or days.
///
///   call.queue("INSERT … SELECT $1, * FROM unnest($2::text[], $3::bigint[])", call.organisation(),
///              sdk::unnest(rows, &SupplyRow::product, &SupplyRow::firm));
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
  /// Stable id of who calls; of a call that another module makes, of whoever is behind it: an
  /// account, or a job or event ("job:…", "event:…"), behind which there is nobody.
  std::string_view principal() const { return {info_.principal.data, info_.principal.size}; }
  /// The number the organisation knows that person by; empty if it has none.
  std::string_view subject() const { return {info_.subject.data, info_.subject.size}; }
  /// Id of the module that calls; empty if none does.
  std::string_view module() const {
    return has(offsetof(halle_call_info, module)) ? view(info_.module) : std::string_view{};
  }
  /// Whether that person holds a permission, or the list of calls of the module that calls gives
  /// it.
  bool allowed(std::string_view permission) const;
  /// The organisation's IANA time zone; UTC if the call concerns none.
  std::string zone() const;
  /// The short name that the organisation has in commands, and the one that is shown; empty if the
  /// call concerns none.
  std::string organisation_code() const;
  std::string organisation_name() const;
  /// The day, YYYY-MM-DD, that it is in zone() at now(). A statement of the call's transaction.
  Result<std::string> today();
  /// A new id, in the order of time.
  Uuid new_id() const { return make_uuid_v7(now().time_since_epoch().count() / 1000); }
  Instant now() const { return Instant{std::chrono::microseconds{host_.now(call_)}}; }
  void log(std::string_view text) const { host_.log(call_, 1, {text.data(), text.size()}); }

  /// Runs a statement in the call's transaction: the first opens it, success of the handler commits
  /// it together with operation record, audit and events. The statement begins with a word, not
  /// with a comment. Its rows are read into structs (row.hpp) or, with the type of the only column,
  /// into values. Error beside those of the statement: `halle.row_refused`.
  template <class Row, class... Args>
  Result<std::vector<Row>> query(std::string_view sql, const Args&... args) {
    HALLE_TRY(block, ask(sql, args...));
    return read_rows<Row>(db::BlockView(block));
  }
  /// The row of a statement that has at most one.
  template <class Row, class... Args>
  Result<std::optional<Row>> find(std::string_view sql, const Args&... args) {
    HALLE_TRY(block, ask(sql, args...));
    return read_row<Row>(db::BlockView(block));
  }
  /// The row of a statement that always has one, such as an aggregate.
  template <class Row, class... Args>
  Result<Row> get(std::string_view sql, const Args&... args) {
    HALLE_TRY(row, find<Row>(sql, args...));
    if (!row) return row_detail::refused_count(0);
    return *std::move(row);
  }
  /// A statement without rows, or whose rows do not matter.
  template <class... Args>
  Status execute(std::string_view sql, const Args&... args) {
    HALLE_TRY(block, ask(sql, args...));
    (void)block;
    return Done{};
  }
  /// Joins a statement to the next query(): no round trip, no result. Its failure shows there.
  template <class... Args>
  void queue(std::string_view sql, const Args&... args) {
    const auto values = values_of(args...);
    (void)run(sql, values.data(), values.size(), false);
  }
  /// Waits for the lock of that name and thing, "template_cpp.crate" and its id for instance, and
  /// holds it until the transaction ends. Joins to the next statement.
  void lock(std::string_view name, const Value& thing) { take_lock(name, thing, false); }
  /// The same of one that is not about a thing.
  void lock(std::string_view name) { take_lock(name, "", false); }
  /// The same beside others who share it.
  void lock_shared(std::string_view name, const Value& thing) { take_lock(name, thing, true); }
  /// Undoes the transaction so that another module can be asked; the next query opens a new one.
  void rollback() { host_.rollback(call_); }

  /// Emits an event about the thing `key`.
  template <class Event>
  void emit(const Event& event, std::string_view key) {
    const std::string payload = event.SerializeAsString();
    const std::string type = event.GetTypeName();
    host_.emit(call_, {type.data(), type.size()}, {key.data(), key.size()},
               {payload.data(), payload.size()});
  }

  /// Another module's method; not inside a transaction.
  Result<std::string> call(std::string_view method, std::string_view request) override;

 private:
  template <class Arg>
  struct Width : std::integral_constant<std::size_t, 1> {};
  template <std::size_t count>
  struct Width<std::array<Value, count>> : std::integral_constant<std::size_t, count> {};
  /// The parameters in order; an array of values stands for several.
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
  /// The block of the answer.
  Result<std::string_view> run(std::string_view sql, const Value* values, std::size_t count,
                               bool wait);
  static std::string_view view(halle_slice slice) { return {slice.data, slice.size}; }
  /// Whether the host is new enough to give the slice at this place.
  bool has(std::size_t offset) const { return info_.size >= offset + sizeof(halle_slice); }

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
