#include "tests/access/trial.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/talk.hpp"

namespace halle::test {
namespace {
constexpr std::size_t method_width = 53;
constexpr std::size_t rule_width = 35;
constexpr std::size_t recognised = 8;  // signs of a name that stand in no answer by chance

/// An account, an invitation and a link to choose a password are a person's, not an association's:
/// whoever has such an id may use it in any.
const std::set<std::string> of_persons{
    "halle.hub.v1.Accounts/AcceptInvitation invitation",
    "halle.hub.v1.Accounts/GetInvitation invitation",
    "halle.hub.v1.Accounts/GetPasswordLink password_link",
    "halle.hub.v1.Accounts/GrantRole account",
    "halle.hub.v1.Accounts/IssueToken account",
    "halle.hub.v1.Accounts/ResetPassword password_link",
    "halle.hub.v1.Accounts/SetPassword account",
};

/// Done for nobody here: without a mail server, and to an administrator who is no member.
const std::set<std::string> not_here{"halle.hub.v1.Accounts/AskForPassword",
                                     "halle.notify_email.v1.Mail/SendTest"};

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text + " ";
}

std::string trimmed(const std::string& row) {
  return row.substr(0, row.find_last_not_of(' ') + 1);
}

/// As a browser with that session does.
std::string get(const std::string& site, const std::string& path, const std::string& session = "") {
  const auto answer =
      talk(site, "GET " + path + " HTTP/1.1\r\nHost: " + site + "\r\nConnection: close\r\n" +
                     (session.empty() ? "" : "Cookie: __Host-halle=" + session + "\r\n") + "\r\n");
  return answer.substr(0, answer.find("\r\n")) + answer.substr(answer.find("\r\n\r\n"));
}

std::string single_spaced(const std::string& row) {
  std::istringstream in(row);
  std::string text;
  for (std::string word; in >> word;) text += (text.empty() ? "" : " ") + word;
  return text;
}

/// The first word of a row, "GET" and the path of a document.
std::string name_in(const std::string& row) {
  return row.substr(0, row.find(' ', row.starts_with("GET ") ? 4 : 0));
}

std::string where(const Question& question) {
  return question.person->name + " " + question.method + " " + question.relation;
}

/// The object that a strange question is about.
std::string name_of(const Question& question) {
  return question.relation.substr(question.relation.find(' ') + 1);
}
}  // namespace

/// Of a document at that association; where there are many the one that `names` says.
std::string Trial::address(std::string path, const std::string& code, const Names& names) const {
  const auto fill = [&](const std::string& gap, const std::string& value) {
    if (const auto at = path.find(gap); at != std::string::npos)
      path.replace(at, gap.size(), value);
  };
  fill("{organisation}", code);
  fill("/agenda/{key}", "/agenda/" + names.at("calendar"));
  fill("/courrier/{key}", "/courrier/" + names.at("unsubscribe"));
  fill("/locaux/{key}", "/locaux/" + names.at("feed_key"));
  fill("/ateliers/{key}", "/ateliers/" + names.at("date"));
  fill("/mes-ateliers/{key}", "/mes-ateliers/" + names.at("dates"));
  fill("/inscription/{key}", "/inscription/" + names.at("visitor_key"));
  fill("{key}", names.at("photo"));
  return path;
}

std::string Trial::cell(const Person& person, const std::string& method) {
  std::string letters;
  for (const auto& question : matrix_.usual(person, method)) {
    asked_.push_back({question, matrix_.ask(question)});
    letters += asked_.back().answer.letter;
  }
  if (letters.size() == 2 && letters[0] == letters[1]) letters.pop_back();
  return letters;
}

void Trial::run() {
  world_.undo_commits();
  std::string head = padded("method", method_width) + padded("rule", rule_width);
  for (const auto& person : world_.people) head += padded(person.name, 0);
  table_["method"] = trimmed(head);
  for (const auto& method : matrix_.methods()) {
    std::string row = padded(method, method_width) + padded(matrix_.rule(method), rule_width);
    for (const auto& person : world_.people)
      row += padded(cell(person, method), person.name.size());
    table_[method] = trimmed(row);
    for (const auto& person : world_.people)
      for (const auto& name : matrix_.objects(method))
        for (const bool foreign : {true, false}) {
          const auto question = matrix_.strange(person, method, name, foreign);
          strange_.push_back({question, matrix_.ask(question)});
        }
  }
  for (const auto& path : matrix_.documents()) {
    std::string row =
        padded("GET " + path, method_width) + padded(matrix_.rule_of_document(path), rule_width);
    for (const auto& person : world_.people)
      row += padded(get(world_.installation.site(), address(path, "coop", world_.own), person.token)
                            .starts_with("HTTP/1.1 200")
                        ? "y"
                        : "n",
                    person.name.size());
    for (const std::string code : {"coop", "other", "bare", "nobody"})
      row += code + " " +
             get(world_.installation.site(), address(path, code, world_.own)).substr(9, 3) + " ";
    table_["GET " + path] = trimmed(row);
  }
}

Complaints Trial::compared_with(const std::string& file) const {
  Complaints wrong;
  std::map<std::string, std::string> reviewed;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && line[0] != '#') reviewed[name_in(line)] = line;
  for (const auto& [name, row] : table_) {
    const auto found = reviewed.find(name);
    if (found == reviewed.end())
      wrong.push_back(name + " has no row in " + file + "; observed:\n" + row);
    else if (single_spaced(found->second) != single_spaced(row))
      wrong.push_back("expected " + found->second + "\nobserved " + row);
  }
  for (const auto& [name, row] : reviewed)
    if (!table_.contains(name)) wrong.push_back(name + " is not there any more: " + row);
  return wrong;
}

void Trial::record(const std::string& file) const {
  std::string text;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line) && (line.empty() || line[0] == '#');)
    text += line + "\n";
  in.close();
  text += table_.at("method") + "\n";
  for (const auto& [name, row] : table_)
    if (name != "method") text += row + "\n";
  std::ofstream(file) << text;
}

Complaints Trial::never_done() const {
  std::set<std::string> done;
  for (const auto& [question, answer] : asked_)
    if (answer.letter == 'y') done.insert(question.method);
  Complaints wrong;
  for (const auto& method : matrix_.methods())
    if (!done.contains(method) && !not_here.contains(method) &&
        matrix_.rule(method) != "(kernel)" && matrix_.rule(method) != "(module)")
      wrong.push_back(method + " is done for nobody: see tests/access/requests.txt");
  for (const auto& [question, answer] : asked_)
    if (answer.letter == '?') wrong.push_back(where(question) + ": " + answer.text);
  return wrong;
}

Complaints Trial::told_apart() const {
  Complaints wrong;
  const auto compare = [&](const Asked& asked, const Answer& like) {
    if (asked.answer == like) return;
    wrong.push_back(where(asked.question) + ": " + asked.answer.letter + " " + asked.answer.text +
                    "\nnobody's: " + like.letter + " " + like.text);
  };
  std::map<std::string, Answer> of_nobody;
  for (std::size_t i = 0; i + 1 < strange_.size(); i += 2) {
    const auto& [question, foreign] = strange_[i];
    const auto& nobodys = strange_[i + 1];
    of_nobody[where(nobodys.question)] = nobodys.answer;
    if (!of_persons.contains(question.method + " " + name_of(question)))
      compare(strange_[i], nobodys.answer);
  }
  // What is refused within the association: for the object, or whatever the object.
  for (const auto& asked : asked_) {
    if (!asked.answer.refuses()) continue;
    for (const auto& name : matrix_.objects(asked.question.method)) {
      if (asked.answer.letter == 'n' && name != "member") continue;
      Question question = asked.question;
      question.relation = "nobody's " + name;
      compare(asked, of_nobody.at(where(question)));
    }
  }
  // A session that has ended, and a word that never was one.
  std::map<std::string, Answer> of_forged;
  for (const auto& [question, answer] : asked_)
    if (question.person->name == "forged") of_forged[question.method + question.relation] = answer;
  for (const auto& asked : asked_)
    if (asked.question.person->name == "expired" && asked.answer.refuses())
      compare(asked, of_forged.at(asked.question.method + asked.question.relation));
  for (const auto& path : matrix_.documents()) {
    std::set<std::string> refusals;
    for (const std::string code : {"other", "nobody"}) {
      refusals.insert(get(world_.installation.site(), address(path, code, world_.own)));
    }
    if (refusals.size() > 1) wrong.push_back("GET " + path + " tells what is not shown");
    if (path.find("{key}") == std::string::npos) continue;
    for (const auto& person : world_.people) {
      std::set<std::string> answers;
      for (const auto* names : {&world_.foreign, &world_.nobody})
        answers.insert(
            get(world_.installation.site(), address(path, "coop", *names), person.token));
      if (answers.size() > 1)
        wrong.push_back("GET " + path + " tells " + person.name + " what another association has");
    }
  }
  return wrong;
}

Complaints Trial::foreign_answers() const {
  Complaints wrong;
  const auto own = world_.people.front().organisation;
  for (const auto& [question, answer] : asked_) {
    if (question.person->organisation != own) continue;
    for (const auto& [name, value] : world_.foreign)
      if (value.size() >= recognised && answer.text.find(value) != std::string::npos)
        wrong.push_back(where(question) + ": " + name + " " + value);
  }
  return wrong;
}

Complaints Trial::gateway_differs() const {
  Complaints wrong;
  for (const auto& [question, answer] : asked_) {
    const auto& who = question.person->name;
    if (matrix_.is_stream(question.method) || question.relation != "own" ||
        (who != "anonymous" && who != "expired" && who != "member" && who != "stranger"))
      continue;
    const char letter = matrix_.ask_gateway(question);
    // The gateway takes a form at its path only (ADR 7).
    const char wanted = matrix_.is_form(question.method) ? 'x' : answer.letter;
    if (letter != wanted)
      wrong.push_back(where(question) + ": " + wanted + ", through the gateway " + letter);
  }
  return wrong;
}

Complaints Trial::changed_rows() {
  world_.keep_commits();
  std::vector<Asked> all;
  for (const auto& asked : asked_)
    if (asked.answer.letter != 'y') all.push_back(asked);
  for (const auto& asked : strange_)
    if (asked.answer.letter != 'y' ||
        !of_persons.contains(asked.question.method + " " + name_of(asked.question)))
      all.push_back(asked);
  Complaints wrong;
  const auto before = world_.rows();
  for (const auto& [question, answer] : all) {
    const auto again = matrix_.ask(question);
    if (again.letter != answer.letter)
      wrong.push_back(where(question) + ": " + answer.letter + ", once more " + again.letter + " " +
                      again.text);
  }
  const auto now = world_.rows();
  if (now == before) return wrong;
  // The first is found one by one; what comes only the first time is not found this way.
  std::string tables;
  for (const auto& [table, digest] : before)
    if (now.at(table) != digest) tables += " " + table;
  wrong.push_back("rows changed:" + tables);
  for (const auto& asked : all) {
    (void)matrix_.ask(asked.question);
    const auto after = world_.rows();
    if (after == now) continue;
    wrong.push_back("changed by " + where(asked.question));
    break;
  }
  return wrong;
}

}  // namespace halle::test
