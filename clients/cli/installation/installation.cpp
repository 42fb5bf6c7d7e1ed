// halle up, stop, status, plan, check, backup, restore.

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>

#include "clients/cli/installation/installation.hpp"
#include "clients/cli/words.hpp"
#include "core/base/address.hpp"
#include "core/base/file.hpp"
#include "core/base/text/text.hpp"
#include "core/module/loading/composition.hpp"
#include "core/sdk/time.hpp"
#include "core/supervisor/processes/process.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"

namespace halle::cli {
namespace fs = std::filesystem;

namespace {
constexpr std::chrono::seconds status_timeout{10};
constexpr std::chrono::seconds stop_timeout{60};  // nodes drain, the database ends
// It reads whole tables: as long as a node lets a call take.
constexpr std::chrono::milliseconds check_timeout = bus::Limits{}.longest_deadline;

struct UpOptions {
  std::string listen = "127.0.0.1:8470";
  std::string composition;
  std::string database;
  std::string behind_proxy;
  bool empty = false;
};

/// The composition given, or the embedded one_box; one that can be read.
Result<std::string> composition_text(const std::string& file) {
  if (file.empty()) return std::string(usual_composition());
  std::error_code error;
  std::ifstream in(file);
  std::ostringstream text;
  const bool there = fs::is_regular_file(file, error);
  if (there) text << in.rdbuf();
  if (!there || !in || !text) return bad_field("--composition", "halle.no_file", file);
  if (const auto read = module::parse_composition(text.str()); !read) {
    auto refused = bad_field("--composition", read.error().reason, file);
    refused.detail = read.error().detail;
    return refused;
  }
  return text.str();
}

Status up(const Program& program, const UpOptions& options) {
  HALLE_TRY(endpoint, parse_endpoint(options.listen));
  const bool loopback = endpoint.host == "127.0.0.1" || endpoint.host == "::1";
  if (!options.behind_proxy.empty()) HALLE_CHECK(parse_proxies(options.behind_proxy));
  if (!loopback && options.behind_proxy.empty())
    return bad_field("--listen", "halle.only_loopback", options.listen);
  HALLE_TRY(composition, composition_text(options.composition));
  auto installation = usual_installation(program, program.place.data, options.listen);
  installation.behind_proxy = options.behind_proxy;
  installation.composition = composition;
  installation.database = options.database;
  if (options.empty) installation.first_command.clear();
  return supervisor::run_installation(installation);
}

Status stop(const Program& program) {
  HALLE_TRY(pid, supervisor::find_supervisor(program.place.data));
  if (::kill(pid, SIGTERM) != 0)
    return Error{Code::permission_denied, "halle.not_allowed", program.place.data};
  const auto until = std::chrono::steady_clock::now() + stop_timeout;
  while (supervisor::find_supervisor(program.place.data)) {
    if (std::chrono::steady_clock::now() > until)
      return Error{Code::deadline_exceeded, "halle.too_late", program.place.data};
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return Done{};
}

template <class Reply, class Request>
Result<Reply> ask_node(Session& session, const std::string& node, const std::string& method,
                       const Request& request, std::chrono::milliseconds timeout) {
  HALLE_TRY(bytes, session.call_node(node, "/halle.kernel.v1.Kernel/" + method,
                                     request.SerializeAsString(), timeout));
  Reply reply;
  if (!reply.ParseFromString(bytes)) return Error{Code::internal, "halle.reply_unreadable"};
  return reply;
}

Json json_of(const kernel::v1::GetStatusReply& status) {
  Json modules = Json::array();
  for (const auto& module : status.modules())
    modules.push_back(
        {{"id", module.id()}, {"version", module.version()}, {"schema", module.schema()}});
  Json refused = Json::array();
  for (const auto& module : status.refused())
    refused.push_back({{"id", module.id()}, {"sentence", module.sentence()}});
  Json jobs = Json::array();
  for (const auto& job : status.jobs())
    jobs.push_back({{"id", job.id()},
                    {"organisation", job.organisation()},
                    {"last_run", job.last_run().seconds()},
                    {"outcome", job.outcome()}});
  Json consumers = Json::array();
  for (const auto& consumer : status.consumers())
    consumers.push_back({{"id", consumer.id()},
                         {"organisation", consumer.organisation()},
                         {"lag", consumer.lag()},
                         {"failure", consumer.failure()}});
  Json fillers = Json::array();
  for (const auto& filler : status.fillers())
    fillers.push_back({{"socket", filler.socket()},
                       {"module", filler.module()},
                       {"organisation", filler.organisation()},
                       {"asked", filler.state() == kernel::v1::FILLER_STATE_CLOSED},
                       {"failures", filler.failures()},
                       {"failure", filler.failure()}});
  return {{"node", status.node()},
          {"kernel_version", status.kernel_version()},
          {"relay_lag", status.relay_lag()},
          {"refused", refused},
          {"modules", modules},
          {"jobs", jobs},
          {"consumers", consumers},
          {"fillers", fillers}};
}

/// What people call an organisation; its id if that is not known.
struct Called {
  std::string code;
  std::string zone;
};
using Organisations = std::map<std::string, Called>;

Organisations organisations(Session& session) {
  Organisations all;
  if (const auto list = hub::v1::OrganisationsClient(session.read()).list({}))
    for (const auto& one : list.value().organisations())
      all[one.id()] = {one.code(), one.time_zone()};
  return all;
}

void print_status(const kernel::v1::GetStatusReply& status, const Organisations& known) {
  const auto code = [&](const std::string& organisation) {
    const auto found = known.find(organisation);
    return found == known.end() ? organisation : found->second.code;
  };
  const auto time = [&](const kernel::v1::JobStatus& job) {
    if (!job.has_last_run()) return words("status.never");
    if (const auto found = known.find(job.organisation()); found != known.end())
      use_zone(found->second.zone);
    return local_time(sdk::instant_of(job.last_run()));
  };
  print(words("status.node") + " " + status.node() + ", " + words("status.relay_lag") + " " +
        std::to_string(status.relay_lag()) + "\n");
  for (const auto& module : status.modules())
    print("  " + words("status.module") + " " + module.id() + " " + module.version() + ", " +
          words("status.schema") + " " + std::to_string(module.schema()) + "\n");
  for (const auto& module : status.refused())
    print("  " + words("status.refused") + " " + module.id() + colon() + module.sentence() + "\n");
  for (const auto& job : status.jobs())
    print("  " + words("status.job") + " " + job.id() + ", " + code(job.organisation()) + ", " +
          time(job) + ", " + (job.outcome().empty() ? "…" : words(job.outcome())) + "\n");
  for (const auto& consumer : status.consumers())
    print("  " + words("status.consumer") + " " + consumer.id() + ", " +
          code(consumer.organisation()) + ", " + words("status.lag") + " " +
          std::to_string(consumer.lag()) +
          (consumer.failure().empty() ? "" : ", " + words(consumer.failure())) + "\n");
  for (const auto& filler : status.fillers())
    print("  " + words("status.filler") + " " + filler.module() + " " + filler.socket() +
          (filler.failures() == 0
               ? ""
               : ", " + code(filler.organisation()) + ", " + words(filler.failure()) +
                     (filler.state() == kernel::v1::FILLER_STATE_CLOSED
                          ? ""
                          : ", " + words("halle.filler_resting"))) +
          "\n");
}

Status status(const Program& program) {
  HALLE_TRY(session, Session::open(program.place));
  Json all = Json::array();
  Error silent{Code::unavailable, "halle.node_silent"};
  const auto known = program.json ? Organisations() : organisations(*session);
  for (const auto& node : session->nodes()) {
    const auto reply = ask_node<kernel::v1::GetStatusReply>(
        *session, node, "GetStatus", kernel::v1::GetStatusRequest{}, status_timeout);
    if (!reply) {
      silent.fields.push_back({node, reply.error().reason, {}});
      all.push_back({{"node", node}, {"failure", reply.error().reason}});
      continue;
    }
    all.push_back(json_of(reply.value()));
    if (!program.json) print_status(reply.value(), known);
  }
  const Json notices = read_notices(program);
  if (program.json)
    print(Json{{"nodes", all}, {"notices", notices}}.dump(2) + "\n");
  else
    for (const auto& notice : notices)
      print(local_time(parse_instant(notice["at"].get<std::string>()).value_or(Instant{})) + " " +
            words(notice["reason"].get<std::string>()) +
            (notice["module"] == "-"
                 ? ""
                 : colon() + notice["module"].get<std::string>() + " (" + words("status.node") +
                       " " + notice["node"].get<std::string>() + ")") +
            (notice["detail"] == "" ? "" : colon() + notice["detail"].get<std::string>()) + "\n");
  if (!silent.fields.empty()) return silent;
  return Done{};
}

Status check(const Program& program) {
  HALLE_TRY(session, Session::open(program.place));
  Json all = Json::array();
  bool broken = false;
  bool kernel = true;  // its own invariants, by the first node that answers
  Error silent{Code::unavailable, "halle.node_silent"};
  for (const auto& node : session->nodes()) {
    kernel::v1::CheckRequest request;
    request.set_kernel(kernel);
    const auto reply =
        ask_node<kernel::v1::CheckReply>(*session, node, "Check", request, check_timeout);
    if (!reply) {
      silent.fields.push_back({node, reply.error().reason, {}});
      continue;
    }
    kernel = false;
    for (const auto& invariant : reply.value().invariants()) {
      all.push_back({{"id", invariant.id()},
                     {"organisation", invariant.organisation()},
                     {"broken", invariant.broken()},
                     {"example", invariant.example()}});
      const bool holds = invariant.broken() == 0;
      broken = broken || !holds;
      if (program.json) continue;
      std::string verdict = words(holds ? "check.holds" : "check.broken");
      verdict.resize(8, ' ');
      print(
          verdict + invariant.id() + " " + invariant.organisation() +
          (holds ? "" : colon() + std::to_string(invariant.broken()) + ", " + invariant.example()) +
          "\n");
    }
  }
  if (program.json) print(all.dump(2) + "\n");
  if (broken) return Error{Code::data_loss, "halle.invariant_broken", {}, silent.fields};
  if (!silent.fields.empty()) return silent;
  return Done{};
}

Status plan(const Program& program, const std::string& given) {
  const std::string run = program.place.data + "/run";
  const bool of_what_runs = given.empty() && supervisor::find_supervisor(program.place.data);
  HALLE_TRY(composition, composition_text(of_what_runs ? run + "/composition.textproto" : given));
  HALLE_TRY(lines, plan_lines(program, composition,
                              of_what_runs ? run + "/modules" : program.sibling("../modules")));
  if (program.json) {
    print_object({{"plan", lines}}, true);
    return Done{};
  }
  for (const auto& line : lines) print(line + "\n");
  return Done{};
}

/// For commands that have nothing to show but that all was done.
Status say_done(const Program& program, const Status& done) {
  if (done && program.json) print_object({{"done", true}}, true);
  return done;
}

Status backup(const Program& program, const std::string& file) {
  HALLE_CHECK(supervisor::find_supervisor(program.place.data));
  return supervisor::backup(program.place.data, fs::absolute(file).string());
}

struct RestoreOptions {
  std::string file;
  std::string database;
  std::string erasures;
};

Status restore(const Program& program, const RestoreOptions& options) {
  if (!fs::exists(options.file)) return bad_field("FILE", "halle.no_file", options.file);
  if (!options.erasures.empty() && !fs::exists(options.erasures))
    return bad_field("--erasures", "halle.no_file", options.erasures);
  supervisor::Options installation;
  installation.data = program.place.data;
  installation.database = options.database;
  installation.node_program = program.sibling("halle-node");
  installation.modules = program.sibling("../modules");
  installation.composition = usual_composition();
  HALLE_TRY(restored, supervisor::restore(installation, fs::absolute(options.file).string(),
                                          options.erasures));
  if (program.json) {
    print_object(
        {{"done", true}, {"had_ledger", restored.had_ledger}, {"erased_again", restored.forgotten}},
        true);
    return Done{};
  }
  if (!restored.had_ledger) print(words("restore.no_ledger") + "\n");
  if (restored.forgotten > 0)
    print(words("restore.erased_again") + " " + std::to_string(restored.forgotten) + "\n");
  return Done{};
}
}  // namespace

Json read_notices(const Program& program) {
  Json notices = Json::array();
  std::ifstream in(program.place.data + "/run/notices");
  for (std::string at, reason, module, node, detail;
       in >> at >> reason >> module >> node && std::getline(in, detail);)
    notices.push_back({{"at", at},
                       {"reason", reason},
                       {"module", module},
                       {"node", node},
                       {"detail", trim(detail)}});
  return notices;
}

Result<std::vector<std::string>> plan_lines(const Program& program, const std::string& composition,
                                            const std::string& modules) {
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/composition.textproto";
  if (folder.path().empty()) return Error{Code::failed_precondition, "halle.file_unwritable", file};
  HALLE_CHECK(write_file(file, composition));
  const supervisor::Descriptor said(::memfd_create("said", MFD_CLOEXEC));
  const auto done = supervisor::run(
      {{program.sibling("halle-node"), "plan", "--composition", file, "--modules", modules},
       {},
       said.get(),
       said.get(),
       {}},
      {});
  std::vector<std::string> lines;
  std::ifstream in("/proc/self/fd/" + std::to_string(said.get()));
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  if (done) return lines;
  // Its last line is the reason and a sentence, unless it crashed.
  if (lines.empty() || !lines.back().starts_with("halle.")) return done.error();
  const auto space = std::min(lines.back().find(' '), lines.back().size() - 1);
  return Error{Code::failed_precondition, lines.back().substr(0, space),
               lines.back().substr(space + 1)};
}

void add_installation_commands(CLI::App& app, Program& program) {
  auto options = std::make_shared<UpOptions>();
  auto* up_command = add_command(app, program, "up", words("help.up"),
                                 [&program, options] { return up(program, *options); });
  up_command->add_option("--listen", options->listen, words("option.listen"))
      ->capture_default_str();
  up_command->add_option("--composition", options->composition, words("option.composition"));
  up_command->add_option("--database", options->database, words("option.database"))
      ->envname("HALLE_DATABASE");
  up_command->add_flag("--behind-proxy{loopback}", options->behind_proxy,
                       words("option.behind_proxy"));
  up_command->add_flag("--empty", options->empty, words("option.empty"));
  add_command(app, program, "stop", words("help.stop"),
              [&program] { return say_done(program, stop(program)); });
  add_command(app, program, "status", words("help.status"), [&program] { return status(program); });
  add_command(app, program, "check", words("help.check"), [&program] { return check(program); });
  auto composition = std::make_shared<std::string>();
  add_command(app, program, "plan", words("help.plan"), [&program, composition] {
    return plan(program, *composition);
  })->add_option("--composition", *composition, words("option.composition"));
  auto file = std::make_shared<std::string>();
  add_command(app, program, "backup", words("help.backup"),
              [&program, file] { return say_done(program, backup(program, *file)); })
      ->add_option("FILE", *file, words("option.dump"))
      ->required();
  auto restoring = std::make_shared<RestoreOptions>();
  auto* restore_command =
      add_command(app, program, "restore", words("help.restore"),
                  [&program, restoring] { return restore(program, *restoring); });
  restore_command->add_option("FILE", restoring->file, words("option.dump"))->required();
  restore_command->add_option("--erasures", restoring->erasures, words("option.erasures"));
  restore_command->add_option("--database", restoring->database, words("option.database"))
      ->envname("HALLE_DATABASE");
}

}  // namespace halle::cli
