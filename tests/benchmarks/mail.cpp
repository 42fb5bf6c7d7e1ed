#include "tests/benchmarks/mail.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <thread>

#include "halle/hub/v1/hub.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "halle/notify_email/v1/notify_email.halle.hpp"
#include "tests/benchmarks/load.hpp"
#include "tests/plugins/notify_email/mail_server.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using Steady = std::chrono::steady_clock;
namespace nv = notify_email::v1;

constexpr int members = 1000;
constexpr int recipients_of_a_message = 200;  // as many as need nobody's approval
constexpr int callers = 4;
constexpr std::chrono::milliseconds pace{40};  // of each caller: 100 calls a second in all
constexpr std::chrono::seconds alone{15};

/// Callers that read the list of members, each at its pace, until they are stopped.
class Readers {
 public:
  Readers(const Running& running, const Uuid& coop) {
    for (int i = 0; i < callers; ++i)
      threads_.emplace_back([this, &running, coop] { read(running, coop); });
  }
  /// Stops them; the figures of what they asked.
  Load stop() {
    stopping_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    finish(load_, times_, std::chrono::duration<double>(Steady::now() - began_).count());
    return load_;
  }

 private:
  void read(const Running& running, const Uuid& coop) {
    const net::Client client(running.address());
    Caller caller(client, running.token(), coop);
    auto next = Steady::now();
    while (!stopping_) {
      const auto begin = Steady::now();
      membership::v1::GetMemberRequest request;
      request.set_number("7");
      const auto read = membership::v1::MembersClient(caller).get(request);
      const std::chrono::duration<double, std::milli> took = Steady::now() - begin;
      {
        const std::lock_guard lock(mutex_);
        if (!read) ++load_.errors;
        times_.push_back(took.count());
      }
      next = std::max(next + pace, Steady::now());
      std::this_thread::sleep_until(next);
    }
  }

  const Steady::time_point began_ = Steady::now();
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::vector<double> times_;
  Load load_;
  std::vector<std::thread> threads_;
};

void add_members(sdk::Caller& staff) {
  membership::v1::ImportMembersRequest import;
  for (const auto* column : {"number", "name", "email"}) import.mutable_sheet()->add_header(column);
  for (int number = 1; number <= members; ++number) {
    auto* row = import.mutable_sheet()->add_rows();
    row->set_line(number + 1);
    row->add_cells(std::to_string(number));
    row->add_cells("Member " + std::to_string(number));
    row->add_cells("m" + std::to_string(number) + "@example.org");
  }
  must(membership::v1::MembersClient(staff).import(import));
}

/// The token of a member who may write to groups.
std::string writer(sdk::Caller& staff) {
  hub::v1::AccountsClient accounts(staff);
  hub::v1::InviteRequest invite;
  invite.set_number("1");
  const auto account = must(accounts.invite(invite)).account();
  hub::v1::GrantRoleRequest grant;
  grant.set_account(account);
  grant.set_role("coordinator");
  must(accounts.grant_role(grant));
  hub::v1::IssueTokenRequest issue;
  issue.set_account(account);
  return must(accounts.issue_token(issue)).token();
}

void queue(sdk::Caller& writer, int letters) {
  for (int queued = 0; queued < letters; queued += recipients_of_a_message) {
    nv::MessageContent message;
    message.set_subject("Réunion " + std::to_string(queued));
    message.set_text("Samedi à dix heures, à la boutique.\n\nApportez une chaise.");
    for (int i = 0; i < std::min(recipients_of_a_message, letters - queued); ++i)
      message.add_members(std::to_string((queued + i) % members + 1));
    must(nv::MessagesClient(writer).send(message));
  }
}

/// Waits until no letter waits any more.
bool wait_for_last(const Running& running, std::chrono::minutes limit) {
  const auto until = Steady::now() + limit;
  while (Steady::now() < until) {
    if (running.sql("SELECT count(*) FROM notify_email.letter WHERE state <= 2").at(0) == "0")
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
  return false;
}
}  // namespace

bool measure_mail(int letters, const Say& say) {
  const TestMailServer server;
  const Running running("one_box", "", [&](const std::string& data) {
    std::filesystem::create_directories(data + "/configuration");
    std::ofstream(data + "/configuration/notify_email") << server.configuration();
    ::chmod((data + "/configuration/notify_email").c_str(), 0600);
  });
  const auto coop = running.create_organisation("coop");
  const net::Client client(running.address());
  Caller staff(client, running.token(), coop);
  add_members(staff);
  nv::SetMailSettingsRequest settings;  // no quiet hours
  settings.mutable_settings()->set_daily_at("07:00");
  settings.mutable_settings()->set_per_hour(10000);
  must(nv::MailClient(staff).set_settings(settings));
  Caller writing(client, writer(staff), coop);
  Load before;
  {
    Readers readers(running, coop);
    std::this_thread::sleep_for(alone);
    before = readers.stop();
  }
  const auto begin = Steady::now();
  Readers readers(running, coop);
  queue(writing, letters);
  const bool all = wait_for_last(running, std::chrono::minutes(10));
  const std::chrono::duration<double> took = Steady::now() - begin;
  const auto during = readers.stop();
  const auto sent = running.sql("SELECT count(*) FROM notify_email.letter WHERE state = 3").at(0);
  const auto taken = server.taken();
  say("mail_per_second", letters / took.count(), 100, true);
  say("mail_p95_over_alone", during.p95_ms / before.p95_ms, 1.2, false);
  std::cout << "mail: p95 " << before.p95_ms << " ms alone, " << during.p95_ms << " ms beside; "
            << sent << " sent, " << taken << " taken\n";
  return all && sent == std::to_string(letters) && taken == letters && before.errors == 0 &&
         during.errors == 0;
}

}  // namespace halle::test
