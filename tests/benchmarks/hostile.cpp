#include "tests/benchmarks/hostile.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cmath>
#include <functional>
#include <iostream>
#include <thread>

#include "core/net/client.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "tests/benchmarks/load.hpp"
#include "tests/support/attackers.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
constexpr int attackers = 200;
constexpr int callers = 20;
constexpr double quiet_seconds = 10;
constexpr double most_times_slower = 5;
constexpr long most_kilobytes_more = 150 * 1024;

std::string member_of(const Running& running, const Uuid& organisation) {
  const net::Client node(running.address());
  Caller staff(node, running.token(), organisation);
  hub::v1::AccountsClient accounts(staff);
  hub::v1::InviteRequest invite;
  invite.set_number("1");
  hub::v1::IssueTokenRequest issue;
  issue.set_account(must(accounts.invite(invite)).account());
  return must(accounts.issue_token(issue)).token();
}
}  // namespace

bool bear_attackers(const Running& running, double seconds) {
  const Uuid coop = running.create_organisation("coop");
  const std::string token = member_of(running, coop);
  const MakeRequest who_am_i = [](std::uint32_t) {
    return Request{"/halle.hub.v1.Accounts/WhoAmI", {}, false};
  };
  const auto load = [&](double time) {
    return run_web_load(running.site(), token, coop, callers, time, who_am_i);
  };
  const auto node = running.processes("halle-node").at(0);
  const Load quiet = load(quiet_seconds);
  const long before = Running::pss(node);
  std::atomic<long> most = before;
  boost::asio::io_context io;
  const Attackers all(io, running.site(), attackers);
  boost::asio::steady_timer timer(io);
  const std::function<void()> weigh = [&] {
    most = std::max(most.load(), Running::pss(node));
    timer.expires_after(std::chrono::seconds(1));
    timer.async_wait([&](const boost::system::error_code&) { weigh(); });
  };
  weigh();
  std::thread thread([&] { io.run(); });
  const Load beside = load(seconds);
  io.stop();
  thread.join();
  const bool lives = running.processes("halle-node") == std::vector<pid_t>{node};
  bool attacked = true;
  for (int kind = 0; kind < Attackers::kinds; ++kind)
    attacked = attacked && all.rounds(static_cast<Attackers::Kind>(kind)) > 0;
  const auto rounded = [](double milliseconds) { return std::round(milliseconds * 100) / 100; };
  std::cout << "attackers: p95 " << rounded(quiet.p95_ms) << " ms alone, " << rounded(beside.p95_ms)
            << " ms beside " << attackers << "; " << before / 1024 << " MB alone, " << most / 1024
            << " MB at most; " << std::round(beside.per_second) << " calls/s, " << beside.errors
            << " errors " << beside.first_error << (lives ? "" : "; THE NODE ENDED")
            << "\n  rounds:";
  for (int kind = 0; kind < Attackers::kinds; ++kind)
    std::cout << " " << all.rounds(static_cast<Attackers::Kind>(kind));
  std::cout << std::endl;
  return lives && attacked && quiet.errors + beside.errors == 0 &&
         beside.p95_ms <= most_times_slower * quiet.p95_ms && most - before <= most_kilobytes_more;
}

}  // namespace halle::test
