// A session of the database: what the server sees of it, and what is left of it after a failure.
#include "core/db/connection.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <thread>

#include "core/db/block.hpp"
#include "core/db/migrator.hpp"
#include "core/testing/must.hpp"
#include "core/testing/server.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;
namespace asio = boost::asio;
using db::BlockView;
using db::Connection;
using harness::must;
using std::chrono::steady_clock;

harness::Server& server() {
  return *must(harness::Server::get());
}

/// Hosts share time with their database: see core/docs/architecture.md.
TEST(Server, IsRefusedIfItsClockIsAnother) {
  const auto check = [](std::chrono::milliseconds ahead) {
    return db::check_server(server().admin(), [ahead] { return system_clock()() + ahead; });
  };
  must(check(0ms));
  must(check(1500ms));
  must(check(-1500ms));
  for (const auto ahead : {3500ms, -3500ms}) {
    const auto refused = check(ahead);
    ASSERT_FALSE(refused) << ahead.count();
    EXPECT_EQ(refused.error().reason, "halle.clock_skew");
    EXPECT_EQ(refused.error().detail, "3 s");
  }
}

/// An empty database with two sessions.
class Sessions : public testing::Test {
 protected:
  std::unique_ptr<Connection> one_;
  std::unique_ptr<Connection> other_;

  static std::string name() {
    return testing::UnitTest::GetInstance()->current_test_info()->name();
  }
  void SetUp() override {
    must(server().create_database(name()));
    one_ = must(Connection::open(server().admin(name())));
    other_ = must(Connection::open(server().admin(name())));
    run(*one_, "CREATE TABLE public.line (n int PRIMARY KEY)");
  }

  /// The first cell of a statement's answer; `failed` if it was refused.
  static std::string run(Connection& session, const std::string& sql) {
    session.queue("BEGIN");
    const auto place = session.queue(sql);
    session.queue("COMMIT");
    const auto block = session.wait(place);
    if (!block) return "failed";
    const BlockView rows(block.value());
    return rows.rows() == 0 ? "" : std::string(rows.cell(0, 0));
  }
};

TEST_F(Sessions, AServerFreesWhatASessionHoldsThatIsIdleInATransaction) {
  one_->queue("BEGIN");
  one_->queue("SET LOCAL idle_in_transaction_session_timeout = '100ms'");
  one_->queue("LOCK TABLE public.line");
  ASSERT_TRUE(one_->wait());
  // From here on it is as if its process had been stopped.
  EXPECT_EQ(run(*other_, "INSERT INTO public.line VALUES (1) RETURNING n"), "1")
      << other_->last_failure().error.detail;
  EXPECT_EQ(run(*one_, "SELECT 1"), "failed");
}

TEST_F(Sessions, AFailureCostsTheTransactionAndNotTheSession) {
  const std::string process = run(*one_, "SELECT pg_backend_pid()");
  one_->queue("BEGIN");
  one_->queue("INSERT INTO public.line VALUES (1)");
  one_->queue("INSERT INTO public.line VALUES (1)");
  one_->queue("SELECT 'prepared for the first time behind what fails'");
  one_->queue("COMMIT");
  EXPECT_FALSE(one_->wait());
  EXPECT_EQ(one_->last_failure().constraint, "line_pkey");
  EXPECT_FALSE(one_->broken());
  EXPECT_EQ(run(*one_, "SELECT count(*) FROM public.line"), "0");
  EXPECT_EQ(run(*one_, "SELECT 'prepared for the first time behind what fails'"),
            "prepared for the first time behind what fails");
  EXPECT_EQ(run(*one_, "SELECT pg_backend_pid()"), process);
  // A statement that cannot be prepared does not get a name that looks as if it could.
  EXPECT_EQ(run(*one_, "SELECT * FROM public.later"), "failed");
  run(*other_, "CREATE TABLE public.later AS SELECT 7 AS n");
  EXPECT_EQ(run(*one_, "SELECT * FROM public.later"), "7");
}

TEST_F(Sessions, WhatIsRolledBackUnheardLeavesNothing) {
  for (int round = 0; round < 3; ++round) {
    one_->queue("BEGIN");
    one_->queue("INSERT INTO public.line VALUES (1)");
    if (round > 0) one_->queue("SELECT 1 / 0");
    one_->queue("SELECT 'of round " + std::to_string(round) + "'");
    one_->rollback();
    EXPECT_EQ(run(*one_, "SELECT 'of round " + std::to_string(round) + "'"),
              "of round " + std::to_string(round));
    EXPECT_EQ(run(*one_, "SELECT count(*) FROM public.line"), "0");
  }
  EXPECT_FALSE(one_->broken());
}

TEST_F(Sessions, KeepsWhatIsUsedPreparedHoweverManyStatementsThereWere) {
  const auto prepared = [&](const std::string& which) {
    return std::stoi(run(*one_, "SELECT count(*) FROM pg_prepared_statements WHERE " + which));
  };
  int n = 0;
  for (int batch = 0; batch < 40; ++batch) {
    one_->queue("BEGIN");
    while (++n % 100 != 0) one_->queue("SELECT " + std::to_string(n));
    one_->queue("COMMIT");
    must(one_->wait());
  }
  EXPECT_LT(prepared("true"), 1200);
  EXPECT_EQ(prepared("statement = 'SELECT 3999'"), 1) << "the last one";
  EXPECT_EQ(prepared("statement = 'SELECT 1'"), 0) << "the first one";
  one_->queue("BEGIN");
  one_->queue_once("SELECT 4001");
  one_->queue("COMMIT");
  must(one_->wait());
  EXPECT_EQ(prepared("statement = 'SELECT 4001'"), 0);
}

TEST_F(Sessions, OneThatWasEndedWhileIdleIsReplacedBeforeItsUse) {
  db::Database database(server().admin(name()));
  const auto process = [&] {
    const auto session = must(database.for_this_thread());
    return run(*session, "SELECT pg_backend_pid()");
  };
  const std::string first = process();
  EXPECT_EQ(process(), first);
  run(*one_, "SELECT pg_terminate_backend(" + first + ", 5000)");
  const std::string second = process();
  EXPECT_NE(second, "failed");
  EXPECT_NE(second, first);
}

TEST_F(Sessions, OneThatWasEndedInATransactionSaysThatNobodyKnows) {
  one_->queue("BEGIN");
  const auto place = one_->queue("SELECT pg_backend_pid()");
  const std::string block = must(one_->wait(place));
  run(*other_,
      "SELECT pg_terminate_backend(" + std::string(BlockView(block).cell(0, 0)) + ", 5000)");
  one_->queue("COMMIT");
  const auto lost = one_->wait();
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Code::unavailable);
  EXPECT_EQ(lost.error().reason, "halle.database_unavailable");
}

TEST_F(Sessions, AServerThatTakesNoChangesIsAnUnavailableOne) {
  one_->queue("BEGIN READ ONLY");
  one_->queue("INSERT INTO public.line VALUES (1)");
  EXPECT_EQ(one_->wait().error().code, Code::internal) << "a mistake of whoever asks";
  EXPECT_FALSE(one_->broken());
  run(*one_, "ALTER DATABASE \"" + name() + "\" SET default_transaction_read_only = on");
  const auto standby = must(Connection::open(server().admin(name())));
  standby->queue("BEGIN");
  standby->queue("INSERT INTO public.line VALUES (1)");
  EXPECT_EQ(standby->wait().error().code, Code::unavailable);
  EXPECT_TRUE(standby->broken());
}

TEST_F(Sessions, WhatTheServerStandsOnIsNoFaultOfTheStatement) {
  one_->queue("DO $$ BEGIN RAISE EXCEPTION 'disk' USING ERRCODE = 'io_error'; END $$");
  EXPECT_EQ(one_->wait().error().code, Code::unavailable);
  one_->queue("DO $$ BEGIN RAISE EXCEPTION 'crossed' USING ERRCODE = 'deadlock_detected'; END $$");
  EXPECT_EQ(one_->wait().error().reason, "halle.retry");
}

/// Carries bytes between a port and the server's socket. Cut, it carries none and closes nothing,
/// as a network whose cable was pulled; mended, those that were on their way arrive.
class Cable {
 public:
  Cable() : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}) {
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Cable() {
    io_.stop();
    thread_.join();
  }
  std::string conninfo(const std::string& database) const {
    return "host=127.0.0.1 port=" + std::to_string(acceptor_.local_endpoint().port()) +
           " user=halle_admin dbname=" + database;
  }
  void cut(bool is_cut) { cut_ = is_cut; }
  /// Breaks off after so many bytes more from the server; never if negative.
  void break_after(long bytes) { left_ = bytes; }

 private:
  struct Ends {
    asio::ip::tcp::socket client;
    asio::local::stream_protocol::socket server;
    std::array<char, 65536> up{};
    std::array<char, 65536> down{};
  };
  template <class From, class To, class Bytes>
  void pass(const std::shared_ptr<Ends>& ends, From& from, To& to, Bytes& bytes) {
    from.async_read_some(asio::buffer(bytes), [&, ends, this](const auto& error, std::size_t size) {
      boost::system::error_code ignored;
      if (error)
        to.close(ignored);
      else
        carry(ends, from, to, bytes, size);
    });
  }
  template <class From, class To, class Bytes>
  void carry(const std::shared_ptr<Ends>& ends, From& from, To& to, Bytes& bytes,
             std::size_t size) {
    if (cut_) {
      const auto timer = std::make_shared<asio::steady_timer>(io_, 5ms);
      timer->async_wait(
          [&, timer, ends, size, this](const auto&) { carry(ends, from, to, bytes, size); });
      return;
    }
    boost::system::error_code closed;
    if (left_ >= 0 && &bytes == &ends->down) {
      const auto left = static_cast<std::size_t>(left_.load());
      asio::write(to, asio::buffer(bytes.data(), std::min(size, left)), closed);
      left_ = static_cast<long>(left - std::min(size, left));
      if (left_ == 0) {
        ends->client.close(closed);
        ends->server.close(closed);
        return;
      }
      pass(ends, from, to, bytes);
      return;
    }
    asio::write(to, asio::buffer(bytes.data(), size), closed);
    if (!closed) pass(ends, from, to, bytes);
  }
  void accept() {
    acceptor_.async_accept([this](const auto& error, asio::ip::tcp::socket client) {
      if (error) return;
      const auto ends = std::make_shared<Ends>(
          Ends{std::move(client), asio::local::stream_protocol::socket(io_)});
      ends->server.connect(server().folder() + "/run/sockets/.s.PGSQL.5432");
      pass(ends, ends->client, ends->server, ends->up);
      pass(ends, ends->server, ends->client, ends->down);
      accept();
    });
  }

  asio::io_context io_;
  asio::ip::tcp::acceptor acceptor_;
  std::atomic<bool> cut_ = false;
  std::atomic<long> left_ = -1;
  std::thread thread_;
};

/// How long something took.
std::chrono::milliseconds taken_by(const std::function<void()>& what) {
  const auto start = steady_clock::now();
  what();
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - start);
}

class SilentDatabase : public Sessions {
 protected:
  void SetUp() override {
    Sessions::SetUp();
    cable_ = std::make_unique<Cable>();
    database_ = std::make_unique<db::Database>(cable_->conninfo(name()));
  }
  /// What this thread is answered; empty if all is well.
  std::string ask(std::chrono::milliseconds limit) {
    const auto until = steady_clock::now() + limit;
    const auto session = database_->for_this_thread(until);
    if (!session) return session.error().reason;
    session.value()->queue("SELECT 1");
    const auto block = session.value()->wait(Connection::last_place, until);
    return block ? "" : block.error().reason;
  }

  std::unique_ptr<Cable> cable_;
  std::unique_ptr<db::Database> database_;
};

TEST_F(SilentDatabase, ThatBreaksOffAnywhereInAnAnswerIsUnavailable) {
  for (long after = 0; after < 700; after += 23) {
    auto session = must(Connection::open(cable_->conninfo(name())));
    cable_->break_after(after);
    const std::string sql = "SELECT n, 'a text' FROM generate_series(1, 40) n";
    session->queue("BEGIN");
    session->queue(sql);
    session->queue("COMMIT");
    const auto block = session->wait();
    cable_->break_after(-1);
    ASSERT_FALSE(block) << after;
    EXPECT_EQ(block.error().reason, "halle.database_unavailable") << after;
    EXPECT_EQ(block.error().code, Code::unavailable) << after;
  }
}

TEST_F(SilentDatabase, IsGivenUpAtTheDeadlineAndThrownAway) {
  ASSERT_EQ(ask(10s), "");
  cable_->cut(true);
  std::string answer;
  EXPECT_LT(taken_by([&] { answer = ask(100ms); }), 3s) << "a session that was there";
  EXPECT_EQ(answer, "halle.database_unavailable");
  EXPECT_LT(taken_by([&] { answer = ask(100ms); }), 3s) << "a new one";
  EXPECT_EQ(answer, "halle.database_unavailable");
  cable_->cut(false);
  EXPECT_EQ(ask(10s), "");
}

TEST_F(SilentDatabase, KeepsOneThreadWaitingAndNotAll) {
  ASSERT_EQ(ask(10s), "");
  cable_->cut(true);
  EXPECT_EQ(ask(100ms), "halle.database_unavailable");
  EXPECT_EQ(ask(100ms), "halle.database_unavailable");
  constexpr int callers = 9;
  std::atomic<int> refused = 0;
  std::atomic<int> served = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i)
    threads.emplace_back([&] { ++(ask(20s).empty() ? served : refused); });
  const auto until = steady_clock::now() + 15s;
  while (refused < callers - 1 && steady_clock::now() < until) std::this_thread::yield();
  EXPECT_EQ(refused, callers - 1) << "long before their deadlines";
  cable_->cut(false);
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(served, 1);
  EXPECT_EQ(ask(10s), "");
}

TEST_F(SilentDatabase, TakesMoreThanASocketHoldsWithoutBlocking) {
  auto session = must(Connection::open(cable_->conninfo(name())));
  cable_->cut(true);
  const std::string large(32 << 20, 'x');
  EXPECT_LT(taken_by([&] {
              session->queue("SELECT length($1)", {{db::Param::Kind::text, large}});
              EXPECT_FALSE(session->wait(Connection::last_place, steady_clock::now() + 100ms));
            }),
            5s);
}

TEST(Limits, AreAddedToAConnectionStringThatSaysNothingOfThem) {
  const auto of = [](const std::string& conninfo) {
    auto variables = db::environment_of(db::with_limits(conninfo));
    return variables["PGHOST"] + " " + variables["PGPASSWORD"] + " " + variables["PGOPTIONS"] +
           " " + variables["PGCONNECT_TIMEOUT"];
  };
  EXPECT_EQ(of("host=a,b password='it\\'s \\\\' connect_timeout=7"), "a,b it's \\  7");
  EXPECT_EQ(of("postgresql://me:a%27b@c,d/n?options=-c%20role%3Dr"), "c,d a'b -c role=r 5");
  EXPECT_NE(db::with_limits("host=a").find("tcp_user_timeout='5000'"), std::string::npos);
  EXPECT_NE(db::with_limits("tcp_user_timeout=7").find("tcp_user_timeout='7'"), std::string::npos);
  EXPECT_EQ(db::with_limits("no string"), "no string");
}

}  // namespace
}  // namespace halle::test
