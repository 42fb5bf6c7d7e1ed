#pragma once
// What modules make documents of (halle.option.v1.document): HTML and JSON that hold other people's
// words without running them. Pure functions.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "halle/type/v1/document.pb.h"
#include "halle/type/v1/place.pb.h"

namespace halle::sdk {

/// Text as it stands in HTML, also in a quoted attribute.
std::string html(std::string_view text);
/// Text in paragraphs: an empty line ends one, a line stays a line.
std::string html_paragraphs(std::string_view text);
/// JSON; bytes that are no UTF-8 are replaced.
std::string json_text(const nlohmann::ordered_json& value);
/// JSON as it stands in a script element: it cannot end it.
std::string json_in_script(const nlohmann::ordered_json& value);

/// A page for anybody.
struct Page {
  std::string path;                                       // its own
  std::string name;                                       // of whose pages this is one
  std::string title;                                      // heading; the name if empty
  std::string about;                                      // for search engines
  std::vector<std::pair<std::string, std::string>> menu;  // path and words
  std::string main;                                       // HTML below the heading
};
/// The whole page with its data for machines (schema.org).
type::v1::Document page_document(const type::v1::DocumentRequest& request, const Page& page,
                                 const nlohmann::ordered_json& data);

/// Lengths, no line breaks, a point on the globe. Error: `halle.bad_place`, its field.
Status check_place(const type::v1::Place& place);
/// The address in one line, parts joined by commas; empty if there is none.
std::string place_text(const type::v1::Place& place);
/// Millionths of a degree as degrees.
double degrees(std::int32_t millionths);
/// `address` and `geo` of a thing of schema.org.
void add_place(const type::v1::Place& place, nlohmann::ordered_json& thing);
/// A map of the world at the point, on another site.
std::string map_address(const type::v1::Point& point);

}  // namespace halle::sdk
