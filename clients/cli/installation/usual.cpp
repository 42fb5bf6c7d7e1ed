// What `halle up` runs unless it is told otherwise.

#include "clients/cli/installation/installation.hpp"
#include "clients/cli/words.hpp"

namespace halle::embedded {
extern const std::string_view one_box;
}

namespace halle::cli {
namespace {
void print_hints(const std::string& address, const std::string& letters) {
  const std::string id = words("demo.id");
  print(words("demo.browser") + " http://" + address + "\n" + words("demo.letters") + " " +
        letters + "\n" + words("demo.try") + "\n  halle cycle list\n  halle cycle export " + id +
        " --what supplier-orders   # " + words("demo.try_sheets") + "\n  halle order set --cycle " +
        id + " --member 7 --product CAR-01 --quantity 1.5   # " + words("demo.try_order") +
        "\n  halle check   # " + words("demo.try_check") + "\n  halle stop\n");
}

}  // namespace

std::string_view usual_composition() {
  return embedded::one_box;
}

supervisor::Options usual_installation(const Program& program, const std::string& data,
                                       const std::string& listen) {
  supervisor::Options installation;
  installation.data = data;
  installation.listen = listen;
  installation.web = program.sibling("../web");
  installation.composition = embedded::one_box;
  installation.node_program = program.sibling("halle-node");
  installation.modules = program.sibling("../modules");
  installation.ready = [letters = data + "/letters"](const std::string& address, bool prepared) {
    print("ready " + address + "\n");
    if (prepared) print_hints(address, letters);
  };
  installation.first_command = {program.executable, "demo", "--data", data};
  // The demonstration's letters become files.
  installation.first_folders = {"letters"};
  installation.first_configuration["notify_email"] =
      "server = folder:" + data +
      "/letters\nfrom = bonjour.cooperette@example.org\nsite = http://" + listen + "\n";
  return installation;
}

}  // namespace halle::cli
