// halle up, stop, status, plan, check, backup, restore.

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"
#include "core/base/text.hpp"
#include "core/supervisor/supervisor.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"

namespace halle::embedded {
extern const std::string_view one_box;
}

namespace halle::cli {
namespace fs = std::filesystem;

namespace {
struct UpOptions {
  std::string listen = "127.0.0.1:8470";
  std::string composition;
  std::string database;
  bool empty = false;
};

/// The composition's file; without one, the embedded one_box written into the data folder.
Result<std::string> composition_file(const Program& program, const std::string& given) {
  if (!given.empty()) {
    if (!fs::exists(given)) return bad_field("--composition", "halle.no_file", given);
    return fs::absolute(given).string();
  }
  std::error_code error;
  fs::create_directories(program.place.data, error);
  const std::string file = program.place.data + "/one_box.textproto";
  std::ofstream out(file);
  out << embedded::one_box;
  if (!out.flush()) return bad_field("--data", "halle.data_folder_unusable", program.place.data);
  out.close();
  fs::permissions(file, fs::perms::owner_all | fs::perms::others_read | fs::perms::group_read,
                  error);
  return file;
}

void print_hints() {
  const std::string id = french() ? "IDENTIFIANT" : "ID";
  print(words("demo.try") + "\n  halle cycle list\n  halle cycle export " + id +
        " --what supplier-orders   # " + words("demo.try_sheets") + "\n  halle order set --cycle " +
        id + " --member 7 --product CAR-01 --quantity 1.5   # " + words("demo.try_order") +
        "\n  halle check   # " + words("demo.try_check") + "\n  halle stop\n");
}

void load_demo(const Program& program) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::execl(program.executable.c_str(), "halle", "demo", "--data", program.place.data.c_str(),
            nullptr);
    ::_exit(127);
  }
  ::waitpid(pid, nullptr, 0);  // what went wrong it has said itself
}

Status up(const Program& program, const UpOptions& options) {
  const auto colon = options.listen.rfind(':');
  const std::string host = options.listen.substr(0, colon);
  if (colon == std::string::npos || (host != "127.0.0.1" && host != "localhost" && host != "[::1]"))
    return bad_field("--listen", "halle.only_loopback", options.listen);
  HALLE_TRY(composition, composition_file(program, options.composition));
  const auto ready = [&](const std::string& address, bool fresh) {
    const bool demo = fresh && !options.empty;
    // In a child: this process forks, so it must not have the threads of a gRPC client.
    if (demo) load_demo(program);
    print("ready " + address + "\n");
    if (demo) print_hints();
  };
  return supervisor::run_installation({program.place.data, options.listen, composition,
                                       options.database, program.sibling("halle-node"), ready});
}

/// True while the supervisor holds its lock.
bool is_running(const std::string& data) {
  const int fd = ::open((data + "/run/supervisor.pid").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool held = ::flock(fd, LOCK_SH | LOCK_NB) != 0;
  ::close(fd);
  return held;
}

Status stop(const Program& program) {
  if (!is_running(program.place.data))
    return Error{Code::unavailable, "halle.not_running", program.place.data};
  std::ifstream in(program.place.data + "/run/supervisor.pid");
  pid_t pid = 0;
  in >> pid;
  if (pid <= 1 || ::kill(pid, SIGTERM) != 0)
    return Error{Code::permission_denied, "halle.not_allowed", program.place.data};
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (is_running(program.place.data)) {
    if (std::chrono::steady_clock::now() > until)
      return Error{Code::deadline_exceeded, "halle.too_late", program.place.data};
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return Done{};
}

template <class Reply, class Request>
Result<Reply> ask_node(Session& session, const std::string& node, const std::string& method,
                       const Request& request) {
  HALLE_TRY(bytes, session.call_node(node, "/halle.kernel.v1.Kernel/" + method,
                                     request.SerializeAsString()));
  Reply reply;
  if (!reply.ParseFromString(bytes)) return Error{Code::internal, "halle.reply_unreadable"};
  return reply;
}

Json json_of(const kernel::v1::GetStatusReply& status) {
  Json modules = Json::array();
  for (const auto& module : status.modules())
    modules.push_back(
        {{"id", module.id()}, {"version", module.version()}, {"schema", module.schema()}});
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
  return {{"node", status.node()},
          {"kernel_version", status.kernel_version()},
          {"relay_lag", status.relay_lag()},
          {"modules", modules},
          {"jobs", jobs},
          {"consumers", consumers}};
}

Status status(const Program& program) {
  HALLE_TRY(session, Session::open(program.place));
  Json all = Json::array();
  for (const auto& node : session->nodes()) {
    HALLE_TRY(reply, ask_node<kernel::v1::GetStatusReply>(*session, node, "GetStatus",
                                                          kernel::v1::GetStatusRequest{}));
    all.push_back(json_of(reply));
  }
  if (program.json) {
    print(all.dump(2) + "\n");
    return Done{};
  }
  for (const auto& node : all) {
    print("node " + node["node"].get<std::string>() + ", relay lag " + node["relay_lag"].dump() +
          "\n");
    for (const auto& module : node["modules"])
      print("  module " + module["id"].get<std::string>() + " " +
            module["version"].get<std::string>() + ", schema " + module["schema"].dump() + "\n");
    for (const auto& job : node["jobs"])
      print("  job " + job["id"].get<std::string>() + ", " +
            format_instant(Instant{std::chrono::seconds(job["last_run"].get<std::int64_t>())})
                .substr(0, 19) +
            "Z, " + job["outcome"].get<std::string>() + "\n");
    for (const auto& consumer : node["consumers"])
      print("  consumer " + consumer["id"].get<std::string>() + ", lag " + consumer["lag"].dump() +
            " " + consumer["failure"].get<std::string>() + "\n");
  }
  return Done{};
}

Status check(const Program& program) {
  HALLE_TRY(session, Session::open(program.place));
  Json all = Json::array();
  bool broken = false;
  bool first = true;
  for (const auto& node : session->nodes()) {
    kernel::v1::CheckRequest request;
    request.set_kernel(first);
    first = false;
    HALLE_TRY(reply, ask_node<kernel::v1::CheckReply>(*session, node, "Check", request));
    for (const auto& invariant : reply.invariants()) {
      all.push_back({{"id", invariant.id()},
                     {"organisation", invariant.organisation()},
                     {"broken", invariant.broken()},
                     {"example", invariant.example()}});
      broken = broken || invariant.broken() > 0;
      if (!program.json)
        print((invariant.broken() == 0 ? "ok      " : "BROKEN  ") + invariant.id() + " " +
              invariant.organisation() +
              (invariant.broken() == 0
                   ? ""
                   : ": " + std::to_string(invariant.broken()) + ", " + invariant.example()) +
              "\n");
    }
  }
  if (program.json) print(all.dump(2) + "\n");
  if (broken) return Error{Code::data_loss, "halle.invariant_broken"};
  return Done{};
}

Status plan(const Program& program, const std::string& given) {
  HALLE_TRY(composition, composition_file(program, given));
  const std::string command =
      "'" + program.sibling("halle-node") + "' plan --composition '" + composition + "'";
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string text;
  char buffer[4096];
  for (std::size_t got = 0;
       pipe != nullptr && (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    text.append(buffer, got);
  if (pipe == nullptr || ::pclose(pipe) != 0)
    return Error{Code::failed_precondition, "halle.composition_refused", composition};
  if (!program.json) {
    print(text);
    return Done{};
  }
  Json lines = Json::array();
  for (const auto& line : split(text, '\n'))
    if (!line.empty()) lines.push_back(line);
  print_object({{"plan", lines}}, true);
  return Done{};
}

/// For commands that have nothing to show but that all was done.
Status say_done(const Program& program, const Status& done) {
  if (done && program.json) print_object({{"done", true}}, true);
  return done;
}

Status backup(const Program& program, const std::string& file) {
  if (!is_running(program.place.data))
    return Error{Code::unavailable, "halle.not_running", program.place.data};
  return supervisor::backup(program.place.data, fs::absolute(file).string());
}

Status restore(const Program& program, const std::string& file) {
  if (!fs::exists(file)) return bad_field("FILE", "halle.no_file", file);
  HALLE_TRY(composition, composition_file(program, {}));
  return supervisor::restore(
      {program.place.data, "", composition, "", program.sibling("halle-node"), {}},
      fs::absolute(file).string());
}
}  // namespace

void add_installation_commands(CLI::App& app, Program& program) {
  auto options = std::make_shared<UpOptions>();
  auto* up_command = add_command(app, program, "up", "Démarrer, au premier plan",
                                 [&program, options] { return up(program, *options); });
  up_command->add_option("--listen", options->listen)->capture_default_str();
  up_command->add_option("--composition", options->composition);
  up_command->add_option("--database", options->database, "postgresql://… au lieu de l'intégrée");
  up_command->add_flag("--empty", options->empty, "Sans la démonstration");
  add_command(app, program, "stop", "Arrêter",
              [&program] { return say_done(program, stop(program)); });
  add_command(app, program, "status", "L'état de l'installation",
              [&program] { return status(program); });
  add_command(app, program, "check", "Vérifier les invariants",
              [&program] { return check(program); });
  auto composition = std::make_shared<std::string>();
  add_command(app, program, "plan", "Ce qui tournerait", [&program, composition] {
    return plan(program, *composition);
  })->add_option("--composition", *composition);
  auto file = std::make_shared<std::string>();
  add_command(app, program, "backup", "Sauvegarder dans un fichier",
              [&program, file] { return say_done(program, backup(program, *file)); })
      ->add_option("FILE", *file)
      ->required();
  add_command(app, program, "restore", "Restaurer dans un dossier vide",
              [&program, file] { return say_done(program, restore(program, *file)); })
      ->add_option("FILE", *file)
      ->required();
}

}  // namespace halle::cli
