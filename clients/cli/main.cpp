// `halle`: the command line of an installation.

#include <sodium.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>

#include "clients/cli/commands.hpp"
#include "clients/cli/words.hpp"

namespace halle::cli {

Result<std::unique_ptr<Session>> Program::for_organisation() const {
  HALLE_TRY(session, Session::open(place));
  HALLE_CHECK(session->choose_organisation());
  return session;
}

std::string Program::sibling(const std::string& name) const {
  return (std::filesystem::path(executable).parent_path() / name).string();
}

CLI::App* add_command(CLI::App& parent, Program& program, const std::string& name,
                      const std::string& description, std::function<Status()> action) {
  auto* command = parent.add_subcommand(name, description);
  command->callback([&program, action = std::move(action)] { program.run = action; });
  return command;
}

namespace {
std::string default_data() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (const auto given = variable("HALLE_DATA"); !given.empty()) return given;
  if (::geteuid() == 0) return "/var/lib/halle";
  // One that is not absolute is to be ignored, says the XDG Base Directory Specification.
  if (const auto shared = variable("XDG_DATA_HOME"); shared.starts_with('/'))
    return shared + "/halle";
  return variable("HOME") + "/.local/share/halle";
}

/// The parser's own words for --help.
void speak(CLI::App& app) {
  app.group(words("help.commands"));
  app.set_help_flag("-h,--help", words("help.help"));
  for (const auto* label :
       {"Usage", "OPTIONS", "SUBCOMMAND", "Positionals", "REQUIRED", "TEXT", "Env"})
    app.get_formatter()->label(label, words(std::string("help.label.") + label));
}

/// What the parser refuses, as an error about the option or the argument.
Error unreadable(const CLI::App& app, const CLI::ParseError& error) {
  Error out{Code::invalid_argument, "halle.command_unreadable"};
  for (const auto& extra : app.remaining(true))
    out.fields.push_back({extra, "halle.argument_unknown", {}});
  if (!out.fields.empty()) return out;
  const std::string text = error.what();
  const auto colon = text.find(": ");
  const auto missing = text.find(" is required");
  const auto refused = text.find(" not in ");
  if (text.starts_with("A subcommand"))
    out.detail = words("halle.subcommand_missing");
  else if (missing != std::string::npos)
    out.fields.push_back({text.substr(0, missing), "halle.argument_missing", {}});
  else if (colon != std::string::npos && refused != std::string::npos)
    out.fields.push_back({text.substr(0, colon), "halle.argument_refused",
                          text.substr(colon + 2, refused - colon - 2)});
  else if (colon != std::string::npos && text.ends_with(" missing"))
    out.fields.push_back({text.substr(0, colon), "halle.argument_missing", {}});
  else if (colon != std::string::npos && text.find(" received ") != std::string::npos)
    out.fields.push_back({text.substr(0, colon), "halle.argument_repeated", {}});
  else
    out.detail = text;
  return out;
}

int run(int argc, char** argv) {
  CLI::App app(words("help.halle"));
  Program program;
  program.executable = std::filesystem::read_symlink("/proc/self/exe").string();
  program.place.data = default_data();
  speak(app);
  app.fallthrough();
  app.require_subcommand(1);
  app.add_option("--data", program.place.data, words("option.data"))->capture_default_str();
  app.add_option("--org", program.place.organisation, words("option.org"));
  app.add_flag("--json", program.json, words("option.json"));
  add_installation_commands(app, program);
  add_demo_command(app, program);
  add_organisation_commands(app, program);
  add_import_commands(app, program);
  add_member_commands(app, program);
  add_product_commands(app, program);
  add_cycle_commands(app, program);
  add_order_commands(app, program);
  add_shift_commands(app, program);
  add_mail_commands(app, program);
  add_premises_commands(app, program);
  add_surplus_commands(app, program);
  add_workshop_commands(app, program);
  add_module_commands(app, program);
  add_account_commands(app, program);
  add_call_command(app, program);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << describe(unreadable(app, error));
    return 2;
  }
  auto& data = program.place.data;
  data = std::filesystem::absolute(data).lexically_normal().string();
  while (data.size() > 1 && data.ends_with('/')) data.pop_back();
  if (const auto done = program.run(); !done) {
    std::cerr << describe(done.error());
    return 1;
  }
  return 0;
}
}  // namespace
}  // namespace halle::cli

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 1;
  try {
    return halle::cli::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << halle::cli::describe(
        {halle::Code::internal, "halle.handler_failed", error.what()});
    return 1;
  }
}
