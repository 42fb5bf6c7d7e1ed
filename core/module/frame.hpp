#pragma once
// The transaction's frame of one invocation: scope, role, operation record, audit and the event's
// position are sent in one pipeline with the handler's own statements and commit with them, or
// not at all. Waits for the database until the call's deadline at most. Used by one thread.

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
  /// `role` is the module's data role. Opens nothing yet.
  Frame(db::Database& database, const std::string& role, const bus::Context& context,
        const bus::MethodRules& rules, const std::string& request_hash);

  /// Queues a statement, opening the transaction first if need be; with `wait` also sends all and
  /// returns the result as a block that lives as long as the frame. A call that only reads has a
  /// transaction for each wait.
  Result<std::string_view> query(std::string_view sql, const std::vector<db::Param>& params,
                                 bool wait);
  void emit(std::string_view type, std::string_view key, std::string_view payload);
  bool open() const { return open_; }
  /// Undoes the transaction; the next query opens another.
  void rollback();
  /// Keeps the reply and commits. Nothing to do if nothing is open.
  Status commit(std::string_view reply);

  /// Why the database refused, if it did; sqlstate is empty otherwise.
  const db::Failure& failure() const { return failure_; }
  /// The reply an earlier call with this operation id got.
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
