#include "core/module/frame.hpp"

#include "core/db/block.hpp"
#include "core/module/crash_attribution.hpp"

namespace halle::module {
namespace {
db::Param text(std::string_view value) {
  return {db::Param::Kind::text, value};
}
db::Param bytes(std::string_view value) {
  return {db::Param::Kind::bytes, value};
}

// How much later than the deadline the server's own limit may be.
constexpr std::chrono::milliseconds not_worth_saying{300};
}  // namespace

Frame::Frame(db::Database& database, const std::string& role, const bus::Context& context,
             const bus::MethodRules& rules, const std::string& request_hash)
    : database_(database),
      role_(role),
      context_(context),
      rules_(rules),
      request_hash_(request_hash),
      actor_(bus::actor(context)) {}

Status Frame::note_failure() {
  failure_ = connection_->last_failure();
  open_ = false;
  return failure_.error;
}

/// Time spent here is the database's: it is attributed to no module.
Result<db::Connection*> Frame::session() {
  const AtWork nobody(nullptr, {});
  return database_.for_this_thread(context_.deadline);
}

Result<std::string> Frame::await(std::size_t place) {
  const AtWork nobody(nullptr, {});
  return connection_->wait(place, context_.deadline);
}

Status Frame::begin() {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(context_.deadline -
                                                                 std::chrono::steady_clock::now());
  if (left.count() <= 0) {
    failure_ = {"57014", "", {Code::deadline_exceeded, "halle.too_late"}};
    return failure_.error;
  }
  auto connection = session();
  if (!connection) {
    failure_ = {"08006", "", connection.error()};
    return connection.error();
  }
  connection_ = connection.value();
  connection_->queue(writes() ? "BEGIN" : "BEGIN READ ONLY");
  connection_->queue("SET LOCAL ROLE " + role_);
  connection_->queue_once("SET LOCAL halle.org = '" + context_.organisation.text() + "'");
  if (left > db::statement_limit || left < db::statement_limit - not_worth_saying)
    connection_->queue_once("SET LOCAL statement_timeout = " + std::to_string(left.count()));
  if (!context_.delivery.consumer.empty()) {
    connection_->queue(
        "SELECT halle.take_event($1, $2)",
        {text(context_.delivery.consumer), text(std::to_string(context_.delivery.position))});
  } else if (writes()) {
    connection_->queue("SELECT halle.enter($1, $2, $3, $4)",
                       {text(actor_), text(context_.operation_id.text()), text(context_.method),
                        bytes(request_hash_)});
  }
  open_ = true;
  return Done{};
}

Result<std::string_view> Frame::query(std::string_view sql, const std::vector<db::Param>& params,
                                      bool wait) {
  if (!failure_.sqlstate.empty()) return failure_.error;
  for (const auto& param : params) {
    // PostgreSQL's text ends at a NUL: what follows would be lost silently.
    if (param.kind != db::Param::Kind::text || param.data.find('\0') == std::string_view::npos)
      continue;
    rollback();
    failure_ = {"22021", "", {Code::invalid_argument, "halle.request_unreadable", "NUL in a text"}};
    return failure_.error;
  }
  if (!open_) HALLE_CHECK(begin());
  const auto place = connection_->queue(sql, params);
  if (!wait) return std::string_view{};
  // A call without side effects has nothing to commit later: its COMMIT travels with its statement.
  const bool ends = !writes();
  if (ends) connection_->queue("COMMIT");
  auto block = await(place);
  if (!block) return note_failure().error();
  if (ends) open_ = false;
  return std::string_view(blocks_.emplace_back(std::move(block).value()));
}

void Frame::emit(std::string_view type, std::string_view key, std::string_view payload) {
  (void)query("SELECT halle.emit($1, $2, $3)", {text(type), text(key), bytes(payload)}, false);
}

void Frame::rollback() {
  if (!open_) return;
  const AtWork nobody(nullptr, {});
  connection_->rollback(context_.deadline);
  open_ = false;
}

Status Frame::commit(std::string_view reply) {
  if (!failure_.sqlstate.empty()) return failure_.error;
  if (!open_) {
    // The consumer's position moves even if its handler wrote nothing.
    if (context_.delivery.consumer.empty()) return Done{};
    HALLE_CHECK(begin());
  }
  if (!writes()) {
    rollback();  // statements queued and never waited for
    return Done{};
  }
  if (context_.delivery.consumer.empty() && !rules_.secret_reply)
    connection_->queue("SELECT halle.leave($1, $2, $3)",
                       {text(actor_), text(context_.operation_id.text()), bytes(reply)});
  connection_->queue("COMMIT");
  auto done = await();
  if (!done) return note_failure();
  open_ = false;
  return Done{};
}

Result<std::string> Frame::known_reply() {
  HALLE_TRY(connection, session());
  connection_ = connection;
  connection->queue("BEGIN READ ONLY");
  connection->queue("SET LOCAL ROLE " + role_);
  connection->queue_once("SET LOCAL halle.org = '" + context_.organisation.text() + "'");
  const auto place = connection->queue("SELECT halle.known_reply($1, $2)",
                                       {text(actor_), text(context_.operation_id.text())});
  connection->queue("COMMIT");
  HALLE_TRY(block, await(place));
  const db::BlockView view(block);
  if (view.rows() == 0 || view.is_null(0, 0))
    return Error{Code::already_exists, "halle.reply_not_kept"};
  return view.bytes(0, 0);
}

}  // namespace halle::module
