#include "core/db/connection.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <deque>
#include <unordered_map>

#include "core/db/conninfo.hpp"

namespace halle::db {
namespace {
constexpr std::size_t most_prepared = 1000;
// The server's own limits come first.
constexpr std::chrono::milliseconds grace{500};

using std::chrono::steady_clock;

Time limit_of(Time until) {
  return (until == Time{} ? steady_clock::now() + statement_limit : until) + grace;
}

/// Waits until the descriptor is ready for one of the events; false if it is not by `limit`.
bool wait_for(int socket, short events, Time limit) {
  pollfd descriptor{socket, events, 0};
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(limit - steady_clock::now()).count();
    const int ready =
        poll(&descriptor, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
    if (ready > 0) return true;
    if (ready < 0 ? errno != EINTR : left <= 0) return false;
  }
}

struct ResultFree {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Owned = std::unique_ptr<PGresult, ResultFree>;

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

Code code_of(const std::string& state) {
  if (state == "40001" || state == "40P01") return Code::aborted;
  if (state == "57014" || state == "25P03" || state == "55P03") return Code::deadline_exceeded;
  // 53: out of resources, 57P: shutting down, 58: a failure of the server's system.
  for (const auto* of_the_server : {"08", "53", "57P", "58"})
    if (state.starts_with(of_the_server)) return Code::unavailable;
  if (state == "22021") return Code::invalid_argument;  // no UTF-8
  if (state == "23505" || state == "23P01") return Code::already_exists;
  if (state.starts_with("23")) return Code::failed_precondition;
  if (state.starts_with("HL")) return Code::failed_precondition;
  return Code::internal;
}

/// Errors raised by Halle's own functions use SQLSTATE HLxxx and the reason as message.
Failure failure_of(const PGresult* result) {
  Failure failure;
  failure.sqlstate = field(result, PG_DIAG_SQLSTATE);
  failure.constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
  const std::string message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  failure.error.code = code_of(failure.sqlstate);
  failure.error.reason = failure.sqlstate.starts_with("HL")        ? message
                         : failure.error.code == Code::unavailable ? "halle.database_unavailable"
                         : failure.error.code == Code::aborted     ? "halle.retry"
                         : failure.error.code == Code::invalid_argument ? "halle.request_unreadable"
                         : failure.error.code == Code::deadline_exceeded ? "halle.too_late"
                                                                         : "halle.database_refused";
  failure.error.detail = failure.sqlstate + " " + message;
  return failure;
}

/// The length of a cell that is NULL: -1.
constexpr auto no_value = static_cast<std::uint32_t>(-1);

void append_number(std::string& out, std::uint32_t number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// Layout: core/db/block.hpp. A page of rows has hundreds of cells: libpq is asked once for each.
std::string block_of(const PGresult* result) {
  const auto rows = static_cast<std::size_t>(PQntuples(result));
  const auto columns = static_cast<std::size_t>(PQnfields(result));
  const std::size_t head = 8 + 8 * rows * columns;
  std::string out(head, '\0');
  out.reserve(head + PQresultMemorySize(result) / 2);
  const auto put = [&out](std::size_t at, std::uint32_t number) {
    std::memcpy(out.data() + at, &number, sizeof number);
  };
  put(0, static_cast<std::uint32_t>(rows));
  put(4, static_cast<std::uint32_t>(columns));
  std::size_t entry = 8;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c, entry += 8) {
      const int row = static_cast<int>(r);
      const int column = static_cast<int>(c);
      const auto size = static_cast<std::uint32_t>(PQgetlength(result, row, column));
      put(entry, static_cast<std::uint32_t>(out.size()));
      // Only what is empty can be NULL.
      if (size > 0) out.append(PQgetvalue(result, row, column), size);
      put(entry + 4, size == 0 && PQgetisnull(result, row, column) != 0 ? no_value : size);
    }
  }
  const std::size_t total = out.size();
  for (std::size_t c = 0; c < columns; ++c) {
    const std::string_view name = PQfname(result, static_cast<int>(c));
    append_number(out, PQftype(result, static_cast<int>(c)));
    append_number(out, static_cast<std::uint32_t>(name.size()));
    out.append(name);
  }
  append_number(out, static_cast<std::uint32_t>(total));
  return out;
}
}  // namespace

struct Connection::Impl {
  PGconn* pg = nullptr;
  std::unordered_map<std::string, std::string> prepared;  // names by text
  // Statements without an answer yet, including the Sync at the end of each batch: the text of a
  // statement to prepare, empty for anything else.
  std::vector<std::string> sent;
  std::size_t batch = 0;   // index of the first one that no Sync has ended
  bool preparing = false;  // that batch prepares a statement
  bool lost = false;
  bool silent = false;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;

  ~Impl() { PQfinish(pg); }

  /// The name of a statement, which is prepared on first use.
  const std::string& prepare(std::string_view sql) {
    auto found = prepared.find(std::string(sql));
    if (found != prepared.end()) return found->second;
    found = prepared.emplace(std::string(sql), "h" + std::to_string(next_name++)).first;
    if (PQsendPrepare(pg, found->second.c_str(), found->first.c_str(), 0, nullptr) == 0)
      lost = true;
    sent.push_back(found->first);
    preparing = true;
    return found->second;
  }

  std::size_t send_once(const std::string& sql) {
    if (PQsendQueryParams(pg, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0)
      lost = true;
    sent.emplace_back();
    return sent.size() - 1;
  }

  /// Drops all prepared statements when there are very many, but not inside a transaction, which
  /// may have failed.
  void forget_prepared() {
    if (!sent.empty() || PQtransactionStatus(pg) != PQTRANS_IDLE) return;
    send_once("DEALLOCATE ALL");
    sync();
    prepared.clear();
  }

  /// Ends the batch with a Sync: an error in it does not skip anything of the next batch.
  void sync() {
    if (batch == sent.size()) return;
    if (PQpipelineSync(pg) == 0) lost = true;
    sent.emplace_back();
    batch = sent.size();
    preparing = false;
  }

  bool connect(Time limit) {
    auto wants = PGRES_POLLING_WRITING;
    while (PQstatus(pg) != CONNECTION_BAD) {
      silent = !wait_for(PQsocket(pg), wants == PGRES_POLLING_READING ? POLLIN : POLLOUT, limit);
      if (silent) return false;
      wants = PQconnectPoll(pg);
      if (wants == PGRES_POLLING_OK) return true;
    }
    return false;
  }

  Error unavailable() const {
    return {Code::unavailable, "halle.database_unavailable",
            silent ? "no answer in time" : PQerrorMessage(pg)};
  }

  /// The server is read-only; another one accepts writes, or this one will soon.
  bool is_standby() const {
    for (const auto* setting : {"in_hot_standby", "default_transaction_read_only"})
      if (const char* value = PQparameterStatus(pg, setting);
          value != nullptr && std::string_view(value) == "on")
        return true;
    return false;
  }

  /// Sends what is left and reads until a result is complete; false if none comes.
  bool ready(Time limit) {
    while (true) {
      const int left = PQflush(pg);
      if (PQisBusy(pg) == 0) return true;
      if (PQstatus(pg) != CONNECTION_OK) return false;
      // poll() does not see what TLS has already read.
      if (PQsslInUse(pg) != 0) {
        if (PQconsumeInput(pg) == 0) return false;
        if (PQisBusy(pg) == 0) return true;
      }
      silent =
          !wait_for(PQsocket(pg), static_cast<short>(left > 0 ? POLLIN | POLLOUT : POLLIN), limit);
      if (silent || PQconsumeInput(pg) == 0) return false;
    }
  }

  /// The next answer; null if the session is gone.
  Owned next_result(Time limit) {
    Owned result(ready(limit) ? PQgetResult(pg) : nullptr);
    // The null between two statements.
    if (!result && ready(limit)) result.reset(PQgetResult(pg));
    return result;
  }

 private:
  std::size_t next_name = 0;
};

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(const std::string& conninfo, Time until) {
  auto impl = std::make_unique<Impl>();
  impl->pg = PQconnectStart(with_limits(conninfo).c_str());
  if (!impl->connect(limit_of(until)) || PQsetnonblocking(impl->pg, 1) != 0 ||
      PQenterPipelineMode(impl->pg) == 0)
    return impl->unavailable();
  std::unique_ptr<Connection> connection(new Connection(std::move(impl)));
  for (const auto* setting :
       {"SET timezone='UTC'", "SET lock_timeout='10s'",
        "SET idle_in_transaction_session_timeout='15s'", "SET search_path=''",
        "SET bytea_output='hex'", "SET client_min_messages='warning'",
        // All values are parameters: a plan for each execution costs more than it gains.
        "SET plan_cache_mode='force_generic_plan'",
        // A plan made while the table was empty would scan it, however large it grows, until
        // autovacuum runs. Every table has its keys.
        "SET enable_seqscan='off'"})
    connection->queue_once(setting);
  connection->queue_once("SET statement_timeout='" + std::to_string(statement_limit.count()) +
                         "s'");
  HALLE_CHECK(connection->wait(last_place, until));
  return connection;
}

bool Connection::broken() const {
  return impl_->lost || PQstatus(impl_->pg) != CONNECTION_OK;
}

bool Connection::gone() {
  while (!broken() && wait_for(PQsocket(impl_->pg), POLLIN, {}))
    if (PQconsumeInput(impl_->pg) == 0) impl_->lost = true;
  return broken();
}

bool Connection::silent() const {
  return impl_->silent;
}

std::size_t Connection::queue(std::string_view sql, const std::vector<Param>& params) {
  if (impl_->prepared.size() >= most_prepared) impl_->forget_prepared();
  // libpq wants text parameters to end with NUL; binary ones have their length.
  std::deque<std::string> copies;
  impl_->values.clear();
  impl_->lengths.clear();
  impl_->formats.clear();
  for (const auto& param : params) {
    if (param.kind == Param::Kind::null) {
      impl_->values.push_back(nullptr);
    } else if (param.kind == Param::Kind::bytes) {
      impl_->values.push_back(param.data.empty() ? "" : param.data.data());
    } else {
      impl_->values.push_back(copies.emplace_back(param.data).c_str());
    }
    impl_->lengths.push_back(static_cast<int>(param.data.size()));
    impl_->formats.push_back(param.kind == Param::Kind::bytes ? 1 : 0);
  }
  const int count = static_cast<int>(params.size());
  const std::string& name = impl_->prepare(sql);
  if (PQsendQueryPrepared(impl_->pg, name.c_str(), count, impl_->values.data(),
                          impl_->lengths.data(), impl_->formats.data(), 0) == 0)
    impl_->lost = true;
  impl_->sent.emplace_back();
  return impl_->sent.size() - 1;
}

std::size_t Connection::queue_once(const std::string& sql) {
  return impl_->send_once(sql);
}

Error Connection::lose() {
  impl_->lost = true;
  const std::string said = std::move(failure_.error.detail);
  failure_ = {"08006", "", impl_->unavailable()};
  if (!said.empty()) failure_.error.detail = said;
  return failure_.error;
}

void Connection::rollback(Time until) {
  // A failure skipped the rest of its batch, perhaps statements to prepare: this must be known
  // before they are used.
  if (impl_->preparing && !wait(last_place, until)) return;
  impl_->sync();
  queue_once("ROLLBACK");
  impl_->sync();
}

Result<std::string> Connection::wait(std::size_t place, Time until) {
  const Time limit = limit_of(until);
  auto& sent = impl_->sent;
  failure_ = {};
  if (place == last_place && !sent.empty()) place = sent.size() - 1;
  const std::size_t first = impl_->batch;  // earlier statements were rolled back
  impl_->sync();
  Owned wanted;
  bool failed = false;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    Owned result = impl_->lost ? nullptr : impl_->next_result(limit);
    if (!result) return lose();
    const auto status = PQresultStatus(result.get());
    const bool bad = status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED;
    if (bad && !sent[i].empty()) impl_->prepared.erase(sent[i]);
    if (bad && i >= first && !failed) {
      failed = true;
      failure_ = failure_of(result.get());
      // An error without SQLSTATE is libpq's own: the connection is broken and the outcome unknown.
      if (failure_.sqlstate.empty() || (failure_.sqlstate == "25006" && impl_->is_standby()))
        return lose();
    }
    if (i == place) wanted = std::move(result);
  }
  sent.clear();
  impl_->batch = 0;
  if (!failed) return block_of(wanted.get());
  if (PQtransactionStatus(impl_->pg) != PQTRANS_IDLE) rollback();  // a failed COMMIT leaves none
  return failure_.error;
}

std::optional<std::string> Connection::notification() {
  if (broken()) return std::nullopt;
  if (PQconsumeInput(impl_->pg) == 0) impl_->lost = true;
  while (PGnotify* notice = PQnotifies(impl_->pg)) {
    const bool own = notice->be_pid == PQbackendPID(impl_->pg);
    std::string channel = notice->relname;
    PQfreemem(notice);
    if (!own) return channel;
  }
  return std::nullopt;
}

void Connection::wait_notification(int milliseconds) {
  if (broken()) return;
  pollfd descriptor{PQsocket(impl_->pg), POLLIN, 0};
  poll(&descriptor, 1, milliseconds);
}

std::string with_limits(const std::string& conninfo) {
  const auto limited = conninfo_with(conninfo, {{"connect_timeout", "5"},
                                                {"tcp_user_timeout", "5000"},
                                                {"keepalives_idle", "5"},
                                                {"keepalives_interval", "2"},
                                                {"keepalives_count", "3"}});
  return limited ? limited.value() : conninfo;  // connecting reports what is wrong with the string
}

std::map<std::string, std::string> environment_of(const std::string& conninfo) {
  std::map<std::string, std::string> variables;
  PQconninfoOption* options = PQconninfoParse(conninfo.c_str(), nullptr);
  for (const auto* option = options; option != nullptr && option->keyword != nullptr; ++option)
    if (option->val != nullptr && option->envvar != nullptr)
      variables[option->envvar] = option->val;
  PQconninfoFree(options);
  return variables;
}

namespace {
using Sessions = std::unordered_map<const Database*, std::unique_ptr<Connection>>;
Sessions& sessions_of_this_thread() {
  thread_local Sessions sessions;
  return sessions;
}
}  // namespace

Database::~Database() {
  sessions_of_this_thread().erase(this);
}

Result<Connection*> Database::for_this_thread(Time until) {
  auto& session = sessions_of_this_thread()[this];
  if (session && session->gone()) {
    if (session->silent()) silent_ = true;
    session.reset();
  }
  if (session) return session.get();
  if (!silent_) return open(session, until);
  if (asked_.exchange(true))
    return Error{Code::unavailable, "halle.database_unavailable", "it is silent"};
  const auto opened = open(session, until);
  asked_ = false;
  return opened;
}

Result<Connection*> Database::open(std::unique_ptr<Connection>& session, Time until) {
  const Time limit = limit_of(until);
  auto opened = Connection::open(conninfo_, until);
  silent_ = !opened && steady_clock::now() >= limit;
  if (!opened) return opened.error();
  session = std::move(opened).value();
  return session.get();
}

}  // namespace halle::db
