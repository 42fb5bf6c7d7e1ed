#include <array>
#include <nlohmann/json.hpp>

#include "core/base/text/text.hpp"
#include "core/sdk/documents/document.hpp"
#include "services/hub/domain/opening.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/pages.hpp"

namespace halle::hub {
namespace {
using Json = nlohmann::ordered_json;

constexpr std::size_t longest_about = 160;
constexpr std::array<const char*, 7> french_days{"lundi",    "mardi",  "mercredi", "jeudi",
                                                 "vendredi", "samedi", "dimanche"};
constexpr std::array<const char*, 7> english_days{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                  "Friday", "Saturday", "Sunday"};

Result<store::StoredPage> published(sdk::Call& call) {
  HALLE_TRY(stored, store::page(call));
  if (!stored.page.published()) return Error{Code::not_found, "hub.page_not_published"};
  return stored;
}

/// "10 h", "12 h 30"; in English "12:30"
std::string hour(const std::string& time, bool english) {
  if (english) return time;
  const std::string hours =
      time.substr(time.starts_with('0') ? 1 : 0, time.starts_with('0') ? 1 : 2);
  return hours + "\u00a0h" + (time.ends_with("00") ? "" : "\u00a0" + time.substr(3));
}

std::string section(const char* heading, const std::string& inside) {
  return inside.empty()
             ? inside
             : "<section>\n<h2>" + std::string(heading) + "</h2>\n" + inside + "</section>\n";
}

std::string where(const type::v1::Place& place, bool english) {
  std::string out;
  const std::string town = trim(place.post_code() + " " + place.town());
  if (!place.street().empty() || !town.empty())
    out += "<address>" + sdk::html(place.street()) +
           (place.street().empty() || town.empty() ? "" : "<br>") + sdk::html(town) +
           "</address>\n";
  if (place.has_point())
    out += "<p><a href=\"" + sdk::html(sdk::map_address(place.point())) +
           "\" rel=\"noopener noreferrer\">" +
           (english ? "See on a map (OpenStreetMap)" : "Voir sur une carte (OpenStreetMap)") +
           "</a></p>\n";
  return out;
}

std::string when(const v1::Page& page, bool english) {
  std::string out;
  int day = 0;
  for (const auto& time : page.opening_times()) {
    if (time.day() != day) {
      const auto at = static_cast<std::size_t>(time.day()) - 1;
      out += std::string(day == 0 ? "<dl class=\"times\">\n" : "</dd>\n") + "<dt>" +
             (english ? english_days.at(at) : french_days.at(at)) + "</dt><dd>";
    } else {
      out += ", ";
    }
    day = time.day();
    out += hour(time.opens(), english) + (english ? " to " : " à ") + hour(time.closes(), english);
  }
  if (day != 0) out += "</dd>\n</dl>\n";
  return out + sdk::html_paragraphs(page.opening());
}

std::string contact(const v1::Page& page, bool english) {
  std::string out;
  if (!page.email().empty())
    out += "<p>" + std::string(english ? "E-mail: " : "E-mail\u00a0: ") +
           "<a href=\"mailto:" + sdk::html(page.email()) + "\">" + sdk::html(page.email()) +
           "</a></p>\n";
  if (!page.telephone().empty()) {
    std::string number;
    for (const char c : page.telephone())
      if ((c >= '0' && c <= '9') || c == '+') number += c;
    out += "<p>" + std::string(english ? "Telephone: " : "Téléphone\u00a0: ") +
           "<a href=\"tel:" + number + "\">" + sdk::html(page.telephone()) + "</a></p>\n";
  }
  return out;
}

/// The first words, whole.
std::string about(const std::string& what) {
  std::string line = split(what, '\n').front();
  if (length(line) <= longest_about) return line;
  while (length(line) >= longest_about) {
    const auto space = line.rfind(' ');
    if (space == std::string::npos) return {};
    line.resize(space);
  }
  return line + "…";
}

Json data_of(const store::StoredPage& stored, const std::string& address) {
  const auto& page = stored.page;
  Json data{{"@context", "https://schema.org"}};
  const bool visited = page.place().has_point() || !sdk::place_text(page.place()).empty();
  data["@type"] = visited ? Json{"NGO", "LocalBusiness"} : Json("NGO");
  if (!address.empty()) {
    data["@id"] = address + "#association";
    data["url"] = address;
  }
  data["name"] = stored.name;
  data["description"] = page.what();
  sdk::add_place(page.place(), data);
  for (const auto& time : page.opening_times())
    data["openingHours"].push_back(
        opening_text({time.day(), time.opens(), time.closes()}).value_or(""));
  if (!page.email().empty()) data["email"] = page.email();
  if (!page.telephone().empty()) data["telephone"] = page.telephone();
  return data;
}
}  // namespace

Result<v1::GetPublishedReply> Organisations::get_published(
    sdk::Call& call, const v1::GetPublishedRequest& /*request*/) {
  HALLE_TRY(stored, published(call));
  v1::GetPublishedReply reply;
  reply.set_name(stored.name);
  return reply;
}

Result<type::v1::Document> Organisations::render_page(sdk::Call& call,
                                                      const type::v1::DocumentRequest& request) {
  HALLE_TRY(stored, published(call));
  const auto& page = stored.page;
  const bool english = request.language() == "en";
  const std::string path = "/a/" + page.code();
  sdk::Page out{path, stored.name, "", about(page.what()), {}, ""};
  out.menu.emplace_back(path, english ? "The association" : "L’association");
  // Another module's page, where there is one.
  for (const auto& other : request.documents()) {
    if (other == path + "/producteurs")
      out.menu.emplace_back(other, english ? "Our growers" : "Nos producteurs");
    if (other == path + "/adherer") out.menu.emplace_back(other, english ? "Join" : "Adhérer");
  }
  out.menu.emplace_back("/", english ? "Sign in" : "Se connecter");
  out.main =
      sdk::html_paragraphs(page.what()) + "<div class=\"parts\">\n" +
      section(english ? "Where" : "Où", where(page.place(), english)) +
      section(english ? "When" : "Quand", when(page, english)) +
      section(english ? "How to join" : "Comment adhérer", sdk::html_paragraphs(page.joining())) +
      section(english ? "Contact" : "Nous joindre", contact(page, english)) + "</div>\n";
  return sdk::page_document(
      request, out, data_of(stored, request.address().empty() ? "" : request.address() + path));
}

}  // namespace halle::hub
