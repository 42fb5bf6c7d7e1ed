#include "core/db/connection.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <deque>
#include <unordered_map>

namespace halle::db {
namespace {
constexpr std::size_t most_prepared = 1000;

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
  if (state.starts_with("08") || state.starts_with("57P") || state.starts_with("53"))
    return Code::unavailable;
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
                         : failure.error.code == Code::invalid_argument ? "halle.request_unreadable"
                         : failure.error.code == Code::deadline_exceeded ? "halle.too_late"
                                                                         : "halle.database_refused";
  failure.error.detail = failure.sqlstate + " " + message;
  return failure;
}

void append_number(std::string& out, std::uint32_t number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::string block_of(const PGresult* result) {
  const int rows = PQntuples(result);
  const int columns = PQnfields(result);
  std::size_t data = 8 + 8 * static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  std::size_t total = data;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) total += static_cast<std::size_t>(PQgetlength(result, r, c));
  std::string out;
  out.reserve(total);
  append_number(out, static_cast<std::uint32_t>(rows));
  append_number(out, static_cast<std::uint32_t>(columns));
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const bool null = PQgetisnull(result, r, c) != 0;
      const auto size = static_cast<std::uint32_t>(PQgetlength(result, r, c));
      append_number(out, static_cast<std::uint32_t>(data));
      append_number(out, null ? static_cast<std::uint32_t>(-1) : size);
      data += size;
    }
  }
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c)
      out.append(PQgetvalue(result, r, c), static_cast<std::size_t>(PQgetlength(result, r, c)));
  return out;
}
}  // namespace

struct Connection::Impl {
  PGconn* pg = nullptr;
  std::unordered_map<std::string, std::string> prepared;  // names by text
  // What the server owes an answer to, a Sync among them at the end of each batch: the text that is
  // prepared, empty for anything else.
  std::vector<std::string> sent;
  std::size_t batch = 0;   // where in it that begins which no Sync has ended yet
  bool preparing = false;  // there, too
  bool sent_failed = false;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;

  ~Impl() { PQfinish(pg); }

  /// The name of a statement, which is prepared on first use; null once very many are kept (the
  /// scopes of thousands of organisations).
  const std::string* prepare(std::string_view sql) {
    auto found = prepared.find(std::string(sql));
    if (found != prepared.end()) return &found->second;
    if (prepared.size() >= most_prepared) return nullptr;
    found = prepared.emplace(std::string(sql), "h" + std::to_string(next_name++)).first;
    if (PQsendPrepare(pg, found->second.c_str(), found->first.c_str(), 0, nullptr) == 0)
      sent_failed = true;
    sent.push_back(found->first);
    preparing = true;
    return &found->second;
  }

  /// Ends the batch: the server answers it whole, and an error skips nothing of the next one.
  void sync() {
    if (batch == sent.size()) return;
    if (PQpipelineSync(pg) == 0) sent_failed = true;
    sent.emplace_back();
    batch = sent.size();
    preparing = false;
  }

  /// The next answer; null if the session is gone.
  Owned next_result() {
    Owned result(PQgetResult(pg));
    if (!result) result.reset(PQgetResult(pg));  // the null between two statements
    return result;
  }

 private:
  std::size_t next_name = 0;
};

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(const std::string& conninfo) {
  auto impl = std::make_unique<Impl>();
  impl->pg = PQconnectdb(conninfo.c_str());
  if (PQstatus(impl->pg) != CONNECTION_OK)
    return Error{Code::unavailable, "halle.database_unavailable", PQerrorMessage(impl->pg)};
  Owned setup(
      PQexec(impl->pg,
             "SET timezone='UTC'; SET statement_timeout='10s'; SET lock_timeout='10s'; "
             "SET idle_in_transaction_session_timeout='15s'; SET search_path=''; "
             "SET bytea_output='hex'; SET client_min_messages='warning'; "
             // Statements are all parameters: a plan for each call costs more than it saves.
             "SET plan_cache_mode='force_generic_plan'; "
             // A statement planned while its table was empty would scan it, however much
             // it grows, until autovacuum comes round. Every table has its keys.
             "SET enable_seqscan='off'"));
  if (PQresultStatus(setup.get()) != PGRES_COMMAND_OK || PQenterPipelineMode(impl->pg) == 0)
    return Error{Code::unavailable, "halle.database_unavailable", PQerrorMessage(impl->pg)};
  return std::unique_ptr<Connection>(new Connection(std::move(impl)));
}

bool Connection::broken() const {
  return impl_->sent_failed || PQstatus(impl_->pg) != CONNECTION_OK;
}

std::size_t Connection::queue(std::string_view sql, const std::vector<Param>& params) {
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
  const std::string* name = impl_->prepare(sql);
  const int sent = name != nullptr
                       ? PQsendQueryPrepared(impl_->pg, name->c_str(), count, impl_->values.data(),
                                             impl_->lengths.data(), impl_->formats.data(), 0)
                       : PQsendQueryParams(impl_->pg, std::string(sql).c_str(), count, nullptr,
                                           impl_->values.data(), impl_->lengths.data(),
                                           impl_->formats.data(), 0);
  if (sent == 0) impl_->sent_failed = true;
  impl_->sent.emplace_back();
  return impl_->sent.size() - 1;
}

Status Connection::fail_sending() {
  failure_ = {
      "08006", "", {Code::unavailable, "halle.database_unavailable", PQerrorMessage(impl_->pg)}};
  return failure_.error;
}

void Connection::rollback() {
  // What failed skipped the rest of its batch, statements to prepare among it: to be known before
  // anybody uses them.
  if (impl_->preparing && !wait()) return;
  impl_->sync();
  queue("ROLLBACK");
  impl_->sync();
}

Result<std::string> Connection::wait(std::size_t place) {
  auto& sent = impl_->sent;
  failure_ = {};
  if (place == last_place && !sent.empty()) place = sent.size() - 1;
  const std::size_t first = impl_->batch;  // what lies before is rolled back
  impl_->sync();
  Owned wanted;
  bool failed = false;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    Owned result = impl_->sent_failed ? nullptr : impl_->next_result();
    if (!result) {
      impl_->sent_failed = true;
      return fail_sending().error();
    }
    const auto status = PQresultStatus(result.get());
    const bool bad = status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED;
    if (bad && !sent[i].empty()) impl_->prepared.erase(sent[i]);
    if (bad && i >= first && !failed) {
      failed = true;
      failure_ = failure_of(result.get());
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
  if (PQconsumeInput(impl_->pg) == 0) impl_->sent_failed = true;
  PGnotify* notice = PQnotifies(impl_->pg);
  if (notice == nullptr) return std::nullopt;
  std::string channel = notice->relname;
  PQfreemem(notice);
  return channel;
}

void Connection::wait_notification(int milliseconds) {
  if (broken()) return;
  pollfd descriptor{PQsocket(impl_->pg), POLLIN, 0};
  poll(&descriptor, 1, milliseconds);
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

Result<Connection*> Database::for_this_thread() {
  auto& session = sessions_of_this_thread()[this];
  if (session && session->broken()) session.reset();
  if (!session) {
    HALLE_TRY(opened, Connection::open(conninfo_));
    session = std::move(opened);
  }
  return session.get();
}

}  // namespace halle::db
