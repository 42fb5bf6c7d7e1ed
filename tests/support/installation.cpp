#include "tests/support/installation.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>
#include <sstream>
#include <thread>

#include "halle/hub/v1/hub.halle.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "tests/support/probe.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace fs = std::filesystem;

namespace {
constexpr const char* modules_folder = HALLE_BINARY_DIR "/modules";
}  // namespace

harness::Server& server() {
  return *must(harness::Server::get());
}

Result<std::string> Caller::call(std::string_view method, std::string_view request) {
  const Uuid id =
      next_.is_nil() ? make_uuid_v7(system_clock()().time_since_epoch().count() / 1000) : next_;
  next_ = {};
  const auto until = std::chrono::steady_clock::now() + patience_;
  while (true) {
    auto reply =
        client_.call(method, request, {token_, organisation_, id, std::chrono::seconds(60)});
    const auto code = reply ? Code::ok : reply.error().code;
    const bool definite = code != Code::unavailable && code != Code::aborted &&
                          code != Code::resource_exhausted && code != Code::cancelled;
    if (definite || std::chrono::steady_clock::now() >= until) return reply;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // a client's pause, not a guess
  }
}

Installation::Installation(const std::string& composition, Clock clock, int probe_count,
                           std::vector<halle_module_entry> modules)
    : modules_(std::move(modules)), clock_(std::move(clock)) {
  static std::atomic<int> count = 0;
  database_ = "test" + std::to_string(++count);
  run_folder_ = server().folder() + "/" + database_;
  fs::create_directories(run_folder_ + "/sockets");
  std::ofstream(run_folder_ + "/node.token") << random_hex(32) << "\n";
  std::ofstream(run_folder_ + "/operator.token") << "the-operator\n";
  std::ofstream(run_folder_ + "/installation.secret") << key_ << "\n";
  std::ifstream in(std::string(HALLE_SOURCE_DIR) + "/deploy/compositions/" + composition +
                   ".textproto");
  std::ostringstream text;
  text << in.rdbuf();
  composition_ = composition.starts_with("nodes") ? composition : text.str();
  for (const auto entry : probes(probe_count)) modules_.push_back(entry);
  for (int n = 1; n <= probe_count; ++n)
    composition_.insert(composition_.find("modules:"),
                        "modules: \"probe" + std::to_string(n) + "\" ");
  must(server().create_database(database_));
  const auto parsed = must(module::parse_composition(composition_));
  const auto schemas = must(node::schemas(modules_, parsed, modules_folder));
  must(db::migrate(server().admin(database_), schemas, [] { return Status(Done{}); }));
  start();
}

void Installation::start() {
  const auto parsed = must(module::parse_composition(composition_));
  for (const auto& node : parsed.nodes()) {
    node::Options options;
    options.name = node.name();
    options.composition = parsed;
    options.run_folder = run_folder_;
    options.database = server().app(database_);
    options.modules = modules_;
    options.modules_folder = modules_folder;
    options.clock = clock_;
    options.shared_clock = clock_;
    nodes_.push_back(must(node::Node::start(std::move(options))));
    if (!node.listens()) continue;
    address_ = "unix:" + run_folder_ + "/sockets/" + node.name() + ".sock";
    site_ = "127.0.0.1:" + std::to_string(nodes_.back()->port());
  }
  client_ = std::make_unique<net::Client>(address_);
}

void Installation::restart() {
  client_.reset();
  nodes_.clear();
  start();
}

void Installation::configure(const std::string& module, const std::string& text) {
  fs::create_directories(run_folder_ + "/configuration");
  std::ofstream(run_folder_ + "/configuration/" + module) << text;
  restart();
}

Installation::~Installation() {
  client_.reset();
  nodes_.clear();
}

Caller Installation::as_operator(const Uuid& organisation) const {
  return {*client_, "the-operator", organisation};
}

Caller Installation::as(const std::string& token, const Uuid& organisation) const {
  return {*client_, token, organisation};
}

Uuid Installation::create_organisation(const std::string& code) {
  auto caller = as_operator();
  hub::v1::CreateOrganisationRequest request;
  request.set_code(code);
  request.set_name(code);
  return Uuid::parse(must(hub::v1::OrganisationsClient(caller).create(request)).id()).value();
}

std::string Installation::create_account(const Uuid& organisation, const std::string& role,
                                         const std::string& subject) {
  auto caller = as_operator(organisation);
  hub::v1::AccountsClient accounts(caller);
  hub::v1::CreateAccountRequest create;
  create.set_email(random_hex(8) + "@example.org");
  const auto account = must(accounts.create(create)).id();
  hub::v1::GrantRoleRequest grant;
  grant.set_account(account);
  grant.set_role(role);
  grant.set_subject(subject);
  must(accounts.grant_role(grant));
  hub::v1::IssueTokenRequest issue;
  issue.set_account(account);
  return must(accounts.issue_token(issue)).token();
}

void Installation::settle() {
  auto caller = as_operator();
  const bool caught_up = eventually(std::chrono::seconds(60), [&] {
    const auto backlog = kernel::v1::KernelClient(caller).get_backlog({});
    return backlog && backlog.value().pending() == 0;
  });
  if (!caught_up) FAIL() << "consumers did not catch up";
}

int setting(const char* name, int usual) {
  const char* given = std::getenv(name);
  return given == nullptr ? usual : std::atoi(given);
}

bool eventually(std::chrono::milliseconds limit, const std::function<bool()>& holds) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

std::vector<std::string> Installation::broken_invariants() {
  const auto parsed = must(module::parse_composition(composition_));
  std::vector<std::string> broken;
  for (const auto& node : parsed.nodes()) {
    const net::Client client("unix:" + run_folder_ + "/sockets/" + node.name() + ".sock");
    Caller caller(client, "the-operator", {});
    kernel::v1::CheckRequest request;
    request.set_kernel(true);
    const auto reply = must(kernel::v1::KernelClient(caller).check(request));
    for (const auto& invariant : reply.invariants())
      if (invariant.broken() > 0) broken.push_back(invariant.id() + ": " + invariant.example());
  }
  return broken;
}

std::vector<std::string> Installation::sql(const std::string& query) const {
  pqxx::connection admin(server().admin(database_));
  pqxx::nontransaction tx(admin);
  std::vector<std::string> lines;
  for (const auto& row : tx.exec(query)) {
    std::string line;
    for (const auto& cell : row) line += (line.empty() ? "" : "|") + std::string(cell.c_str());
    lines.push_back(line);
  }
  return lines;
}

}  // namespace halle::test
