#include "clients/cli/session.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "clients/cli/output.hpp"
#include "core/base/time/clock.hpp"
#include "core/module/loading/composition.hpp"
#include "core/supervisor/data/data_folder.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"

namespace halle::cli {
namespace fs = std::filesystem;

namespace {
constexpr std::chrono::seconds consumers_limit{5};
constexpr std::chrono::seconds patience{10};
constexpr std::chrono::seconds call_timeout{60};

/// A file of the folder run/, which is there while Halle runs.
Result<std::string> read_run_file(const std::string& data, const std::string& name) {
  const std::string path = data + "/run/" + name;
  errno = 0;
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  if (in) return text.str();
  if (errno == EACCES) return Error{Code::permission_denied, "halle.not_allowed", path};
  return Error{Code::unavailable, "halle.not_running", data};
}
}  // namespace

Result<std::unique_ptr<Session>> Session::open(const Place& place) {
  if (const auto there = supervisor::find_supervisor(place.data);
      !there && there.error().reason != "halle.running_elsewhere")
    return there.error();
  HALLE_TRY(token, read_run_file(place.data, "operator.token"));
  HALLE_TRY(text, read_run_file(place.data, "composition.textproto"));
  auto session = std::unique_ptr<Session>(new Session(place));
  session->token_ = token.substr(0, token.find('\n'));
  const auto composition = module::parse_composition(text);
  if (session->token_.empty() || !composition)
    return Error{Code::unavailable, "halle.not_running", place.data};
  for (const auto& node : composition.value().nodes()) session->nodes_.push_back(node.name());
  // A node that is down has no unix socket; any other node can forward the call.
  const auto there =
      std::find_if(session->nodes_.begin(), session->nodes_.end(),
                   [&](const std::string& node) { return fs::exists(session->socket(node)); });
  const auto& node = there == session->nodes_.end() ? session->nodes_.front() : *there;
  session->client_ = std::make_unique<net::Client>("unix:" + session->socket(node));
  return session;
}

std::string Session::socket(const std::string& node) const {
  return place_.data + "/run/sockets/" + node + ".sock";
}

Status Session::choose_organisation() {
  HALLE_TRY(list, hub::v1::OrganisationsClient(reader_).list({}));
  if (list.organisations_size() == 0)
    return Error{Code::failed_precondition, "hub.no_organisation"};
  // Without a name it is the only one that lets the operator act.
  const auto letting = std::count_if(list.organisations().begin(), list.organisations().end(),
                                     [](const auto& one) { return one.operator_acts(); });
  std::string codes;
  for (const auto& organisation : list.organisations()) {
    codes += (codes.empty() ? "" : ", ") + organisation.code();
    if (place_.organisation.empty() ? letting == 1 && organisation.operator_acts()
                                    : organisation.code() == place_.organisation ||
                                          organisation.id() == place_.organisation) {
      organisation_ = Uuid::parse(organisation.id()).value_or(Uuid{});
      use_zone(organisation.time_zone());
      return Done{};
    }
  }
  if (!place_.organisation.empty())
    return bad_field("--org", "halle.organisation_unknown", place_.organisation);
  return bad_field("--org", "halle.organisation_ambiguous", codes);
}

Result<std::string> Session::call_with_patience(std::string_view method, std::string_view request,
                                                const net::CallOptions& options) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (std::chrono::milliseconds pause{20};; pause *= 2) {
    auto reply = client_->call(method, request, options);
    const bool definite =
        reply || (reply.error().code != Code::unavailable && reply.error().code != Code::aborted &&
                  reply.error().reason != "halle.busy");
    if (definite || std::chrono::steady_clock::now() + pause > until) return reply;
    std::this_thread::sleep_for(pause);
  }
}

Result<std::string> Session::Reader::call(std::string_view method, std::string_view request) {
  return session_.call_with_patience(method, request,
                                     {session_.token_, session_.organisation_, {}, call_timeout});
}

Result<std::string> Session::Writer::call(std::string_view method, std::string_view request) {
  const auto now = halle::system_clock()();
  auto reply = session_.call_with_patience(
      method, request,
      {session_.token_, session_.organisation_, make_uuid_v7(now.time_since_epoch().count() / 1000),
       call_timeout});
  if (reply) session_.wait_for_consumers();
  return reply;
}

void Session::wait_for_consumers() {
  const auto until = std::chrono::steady_clock::now() + consumers_limit;
  kernel::v1::KernelClient kernel(reader_);
  while (std::chrono::steady_clock::now() < until) {
    const auto backlog = kernel.get_backlog({});
    if (!backlog || backlog.value().pending() == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

Result<std::string> Session::call_node(const std::string& node, std::string_view method,
                                       std::string_view request,
                                       std::chrono::milliseconds timeout) {
  return net::Client("unix:" + socket(node))
      .call(method, request, {token_, organisation_, {}, timeout});
}

}  // namespace halle::cli
