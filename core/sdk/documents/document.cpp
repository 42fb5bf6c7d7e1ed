#include "core/sdk/documents/document.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/base/text/text.hpp"

namespace halle::sdk {
namespace {
constexpr std::size_t longest_line = 150;
constexpr std::int32_t million = 1'000'000;

/// "47.902964"
std::string degrees_text(std::int32_t millionths) {
  const std::int32_t size = std::abs(millionths);
  std::string rest = std::to_string(size % million);
  rest.insert(0, 6 - rest.size(), '0');
  return (millionths < 0 ? "-" : "") + std::to_string(size / million) + "." + rest;
}
}  // namespace

std::string json_text(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string json_in_script(const nlohmann::ordered_json& value) {
  // Outside strings JSON has none of these.
  std::string out;
  for (const char c : json_text(value)) {
    if (c == '<')
      out += "\\u003c";
    else if (c == '>')
      out += "\\u003e";
    else if (c == '&')
      out += "\\u0026";
    else
      out += c;
  }
  return out;
}

type::v1::Document page_document(const type::v1::DocumentRequest& request, const Page& page,
                                 const nlohmann::ordered_json& data) {
  const bool english = request.language() == "en";
  const std::string other = english ? "fr" : "en";
  const std::string title = page.title.empty() ? page.name : page.title + " – " + page.name;
  const std::string whole = html(request.address() + page.path);
  std::string out = "<!doctype html>\n<html lang=\"" + std::string(english ? "en" : "fr") +
                    "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                    "content=\"width=device-width, initial-scale=1\">\n<meta name=\"theme-color\" "
                    "content=\"#fbf6ec\">\n<title>" +
                    html(title) + "</title>\n";
  if (!page.about.empty())
    out += "<meta name=\"description\" content=\"" + html(page.about) + "\">\n";
  if (page.unlisted) out += "<meta name=\"robots\" content=\"noindex\">\n";
  out += "<link rel=\"canonical\" href=\"" + whole + "\">\n";
  for (const auto* language : {"fr", "en"})
    out += "<link rel=\"alternate\" hreflang=\"" + std::string(language) + "\" href=\"" + whole +
           "?lang=" + language + "\">\n";
  out +=
      "<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\n"
      "<link rel=\"stylesheet\" href=\"/page.css\">\n<script type=\"application/ld+json\">" +
      json_in_script(data) + "</script>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">" +
      (english ? "Skip to content" : "Aller au contenu") + "</a>\n<header>\n<p class=\"name\">" +
      html(page.name) + "</p>\n<nav aria-label=\"Pages\">\n";
  for (const auto& [path, words] : page.menu)
    out += "<a href=\"" + html(path) + "\"" + (path == page.path ? " aria-current=\"page\"" : "") +
           ">" + html(words) + "</a>\n";
  out += "<a href=\"" + html(page.path) + "?lang=" + other + "\" lang=\"" + other +
         "\" hreflang=\"" + other + "\">" + (english ? "Français" : "English") +
         "</a>\n</nav>\n</header>\n<main id=\"main\">\n<h1>" +
         html(page.title.empty() ? page.name : page.title) + "</h1>\n" + page.main +
         "</main>\n</body>\n</html>\n";
  type::v1::Document document;
  document.set_content_type("text/html; charset=utf-8");
  document.set_body(std::move(out));
  return document;
}

Status check_place(const type::v1::Place& place) {
  for (const auto& [field, text] :
       {std::pair<const char*, const std::string&>{"street", place.street()},
        {"post_code", place.post_code()},
        {"town", place.town()}})
    if (!is_plain_text(text, longest_line)) return bad_field(field, "halle.bad_place", text);
  if (std::abs(static_cast<std::int64_t>(place.point().latitude())) > 90 * million)
    return bad_field("point", "halle.bad_place");
  if (std::abs(static_cast<std::int64_t>(place.point().longitude())) > 180 * million)
    return bad_field("point", "halle.bad_place");
  return Done{};
}

std::string place_text(const type::v1::Place& place) {
  const std::string town = trim(place.post_code() + " " + place.town());
  return place.street() + (place.street().empty() || town.empty() ? "" : ", ") + town;
}

double degrees(std::int32_t millionths) {
  return static_cast<double>(millionths) / million;
}

void add_place(const type::v1::Place& place, nlohmann::ordered_json& thing) {
  if (!place_text(place).empty()) {
    auto& address = thing["address"];
    address["@type"] = "PostalAddress";
    if (!place.street().empty()) address["streetAddress"] = place.street();
    if (!place.post_code().empty()) address["postalCode"] = place.post_code();
    if (!place.town().empty()) address["addressLocality"] = place.town();
  }
  if (place.has_point())
    thing["geo"] = {{"@type", "GeoCoordinates"},
                    {"latitude", degrees(place.point().latitude())},
                    {"longitude", degrees(place.point().longitude())}};
}

std::string map_address(const type::v1::Point& point) {
  const std::string latitude = degrees_text(point.latitude());
  const std::string longitude = degrees_text(point.longitude());
  return "https://www.openstreetmap.org/?mlat=" + latitude + "&mlon=" + longitude + "#map=15/" +
         latitude + "/" + longitude;
}

}  // namespace halle::sdk
