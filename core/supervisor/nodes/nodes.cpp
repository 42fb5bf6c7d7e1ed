#include "core/supervisor/nodes/nodes.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "core/module/crash_attribution.hpp"

namespace halle::supervisor {
namespace {
constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{2000};
constexpr std::chrono::seconds steady_after{5};

constexpr std::chrono::minutes crashes_count_for{10};
constexpr std::size_t crashes_until_moved = 3;
constexpr std::size_t crashes_until_stopped = 5;

constexpr std::size_t longest_ready_line = 64;
}  // namespace

Nodes::Node& Nodes::node_of(const std::string& name) {
  for (auto& node : nodes_)
    if (node->name == name) return *node;
  auto node = std::make_unique<Node>();
  node->name = name;
  node->pause = first_pause;
  return *nodes_.emplace_back(std::move(node));
}

Status Nodes::launch(Node& node) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
    return Error{Code::resource_exhausted, "halle.command_failed", node.name};
  Descriptor read_end(ends[0]);
  const Descriptor write_end(ends[1]);
  // A node that is down has no unix socket.
  folder_.sockets().remove(node.name + ".sock");
  node.crash_record = Descriptor(::memfd_create("crash-record", MFD_CLOEXEC));
  node.log_before = folder_.log().size(node.name + ".log");
  HALLE_TRY(log, folder_.open_log(node.name + ".log"));
  Command command;
  command.arguments = {
      options_.node_program, "run", "--name", node.name, "--composition", composer_.file(), "--run",
      folder_.run().path(), "--modules", folder_.run().path("modules"), "--listen",
      // A node that is started again comes back at the same port.
      address_.empty() ? options_.listen : address_, "--web", folder_.run().path("web")};
  if (!options_.behind_proxy.empty())
    command.arguments.push_back("--behind-proxy=" + options_.behind_proxy);
  command.environment["HALLE_DATABASE"] = database_.app();
  command.output = log.get();
  command.errors = log.get();
  command.keep_open = {write_end.get(), node.crash_record.get()};
  node.due = Steady::time_point::max();
  HALLE_TRY(pid, children_.start(command, folder_.user()));
  node.pid = pid;
  node.started = Steady::now();
  node.said = std::make_shared<std::string>();
  children_.on_readable(std::move(read_end), [said = node.said](int fd) {
    char buffer[longest_ready_line];
    const auto got = ::read(fd, buffer, sizeof buffer);
    if (got > 0) said->append(buffer, static_cast<std::size_t>(got));
    return got > 0 && said->find('\n') == std::string::npos && said->size() < longest_ready_line;
  });
  return Done{};
}

bool Nodes::is_ready(const Node& node) const {
  return node.said && node.said->starts_with("ready ") && node.said->ends_with('\n');
}

Task<void> Nodes::wait_ready(Node& node) {
  const auto until = Steady::now() + options_.limits.node_start;
  while (children_.runs(node.pid) && !is_ready(node) && !children_.stop_asked() &&
         Steady::now() < until) {
    co_await children_.news(std::min(until, database_.due()));
    database_.tend();
  }
}

void Nodes::note_address(const Node& node) {
  const std::string port = node.said->substr(6, node.said->size() - 7);
  if (port == "0") return;
  address_ = options_.listen.substr(0, options_.listen.rfind(':') + 1) + port;
  (void)folder_.run().write("address", address_ + "\n", folder_.readable());
}

Task<Status> Nodes::start() {
  for (int i = 0; i < composer_.composition().nodes_size();) {
    if (children_.stop_asked()) co_return refused("halle.stopped");
    auto& node = node_of(composer_.composition().nodes(i).name());
    if (children_.runs(node.pid) || node.given_up) {
      ++i;
      continue;
    }
    const auto launched = launch(node);
    if (!launched) co_return launched;
    co_await wait_ready(node);
    if (is_ready(node)) {
      note_address(node);
      continue;
    }
    if (children_.stop_asked()) co_return refused("halle.stopped");
    const std::vector<pid_t> failed(1, node.pid);
    co_await children_.stop(failed, SIGKILL, std::chrono::milliseconds(0));
    const std::string crash = attribution_of(node);
    node.pid = -1;
    if (crash.empty() && give_up(node)) continue;
    if (crash.empty()) co_return why_failed(node);
    if (note_crash(node, crash)) {
      co_await stop();
      i = 0;
    }
    start_later(node);
    const auto again = std::exchange(node.due, Steady::time_point::max());
    while (Steady::now() < again && !children_.stop_asked()) co_await children_.news(again);
  }
  co_return Done{};
}

Error Nodes::why_failed(const Node& node) const {
  const std::string log = node.name + ".log";
  const auto said = folder_.last_reason(log, node.log_before);
  if (said.empty()) return refused("halle.node_failed", folder_.log().path(log));
  const auto space = said.find(' ');
  return refused(said.substr(0, space), space == std::string::npos ? "" : said.substr(space + 1));
}

/// True for the node of an installed module: the others start without it.
bool Nodes::give_up(Node& node) {
  if (!composer_.installed().contains(node.name)) return false;
  node.given_up = true;
  composer_.note("halle.module_stopped", node.name, node.name,
                 "see " + folder_.log().path(node.name + ".log"));
  return true;
}

/// The node's crash record, if it names one of the node's modules; empty otherwise.
std::string Nodes::attribution_of(const Node& node) const {
  const std::string crash = module::read_crash_record(node.crash_record.get());
  const auto space = crash.find(' ');
  const bool known =
      space != std::string::npos && composer_.is_there(crash.substr(0, space), node.name);
  return known ? crash : std::string{};
}

/// Handles the crash record of an ended node, such as "orders crashed". Returns true if the module
/// was moved: then all nodes have to restart, because they learn at their start which node runs
/// which module.
bool Nodes::note_crash(Node& node, const std::string& crash) {
  const auto space = crash.find(' ');
  const std::string module = crash.substr(0, space);
  composer_.note(crash.substr(space + 1) == "stuck" ? "halle.module_stuck" : "halle.module_crashed",
                 module, node.name);
  const auto now = Steady::now();
  auto& crashes = crashes_[{node.name, module}];
  crashes.push_back(now);
  while (now - crashes.front() > crashes_count_for) crashes.pop_front();
  const bool alone = composer_.is_alone(node.name);
  // Modules linked into the program are needed: their node is restarted without limit.
  if (alone && composer_.is_foreign(module) && crashes.size() >= crashes_until_stopped) {
    node.given_up = true;
    composer_.note("halle.module_stopped", module, node.name);
  }
  if (alone || crashes.size() < crashes_until_moved) return false;
  return static_cast<bool>(composer_.move_apart(module, node.name));
}

void Nodes::start_later(Node& node) {
  if (Steady::now() - node.started > steady_after) node.pause = first_pause;
  node.due = Steady::now() + node.pause;
  node.pause = std::min(node.pause * 2, longest_pause);
}

Task<void> Nodes::tend() {
  bool moved = false;
  for (auto& node : nodes_) {
    if (node->pid < 0 || children_.runs(node->pid)) continue;
    node->pid = -1;
    const std::string crash = attribution_of(*node);
    if (!crash.empty()) moved = note_crash(*node, crash) || moved;
    if (!node->given_up) start_later(*node);
  }
  if (moved) {
    co_await stop();
    if (const auto started = co_await start(); !started && !children_.stop_asked())
      for (auto& node : nodes_)
        if (!children_.runs(node->pid) && !node->given_up) start_later(*node);
  }
  for (auto& node : nodes_) {
    if (children_.runs(node->pid) || Steady::now() < node->due) continue;
    if (!launch(*node)) start_later(*node);
  }
}

Steady::time_point Nodes::due() const {
  auto next = Steady::time_point::max();
  for (const auto& node : nodes_) next = std::min(next, node->due);
  return next;
}

Task<void> Nodes::stop() {
  std::vector<pid_t> first;
  std::vector<pid_t> others;
  for (const auto& known : composer_.composition().nodes()) {
    if (!known.listens()) continue;
    for (const auto& node : nodes_)
      if (node->name == known.name() && node->pid > 0) first.push_back(node->pid);
  }
  for (const auto& node : nodes_)
    if (node->pid > 0 && std::find(first.begin(), first.end(), node->pid) == first.end())
      others.push_back(node->pid);
  co_await children_.stop(first, SIGTERM, options_.limits.node_stop);
  co_await children_.stop(others, SIGTERM, options_.limits.node_stop);
  for (auto& node : nodes_) {
    node->pid = -1;
    node->due = Steady::time_point::max();
  }
}

Task<void> Nodes::forget() {
  co_await stop();
  nodes_.clear();
  crashes_.clear();
}

}  // namespace halle::supervisor
