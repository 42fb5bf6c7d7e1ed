#pragma once
// The transaction's frame of one invocation. Organisation scope, role, operation record, audit and
// the consumer's position travel in one libpq pipeline with the handler's own statements, and
// commit with them or not at all. Waits for the database until the call's deadline at most. Used by
// one thread.

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/bus/context.hpp"
#include "core/bus/routing/methods.hpp"
#include "core/db/connection.hpp"

namespace halle::module {

class Frame {
 public:
  /// `role` is the module's data role. No transaction is opened yet. All references must outlive
  /// the frame.
  Frame(db::Database& database, const std::string& role, const bus::Context& context,
        const bus::MethodRules& rules, const std::string& request_hash);

  /// Queues a statement; the first one opens the transaction. With `wait`, sends the queue and
  /// returns the last result as a block that lives as long as the frame. In a call without side
  /// effects each wait is a transaction of its own.
  Result<std::string_view> query(std::string_view sql, const std::vector<db::Param>& params,
                                 bool wait);
  void emit(std::string_view type, std::string_view key, std::string_view payload);
  bool open() const { return open_; }
  /// Rolls the transaction back; the next query opens a new one.
  void rollback();
  /// Stores the reply under the operation id and commits. No effect if no transaction is open.
  Status commit(std::string_view reply);

  /// Why the last statement failed; `sqlstate` is empty if none did.
  const db::Failure& failure() const { return failure_; }
  /// The stored reply of an earlier call with the same operation id.
  Result<std::string> known_reply();

 private:
  bool writes() const { return rules_.mutates || !context_.delivery.consumer.empty(); }
  Result<db::Connection*> session();
  Result<std::string> await(std::size_t place = db::Connection::last_place);
  Status begin();
  Status note_failure();

  db::Database& database_;
  const std::string& role_;
  const bus::Context& context_;
  const bus::MethodRules& rules_;
  const std::string& request_hash_;
  const std::string actor_;
  db::Connection* connection_ = nullptr;
  bool open_ = false;
  db::Failure failure_;
  std::deque<std::string> blocks_;
};

}  // namespace halle::module
