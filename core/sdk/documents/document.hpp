#pragma once
// Helpers for documents (halle.option.v1.document): HTML and JSON that contain untrusted text
// without executing it. Pure functions.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/text/html.hpp"
#include "halle/type/v1/document.pb.h"
#include "halle/type/v1/place.pb.h"

namespace halle::sdk {

using halle::html;
using halle::html_paragraphs;
/// Serialises JSON; invalid UTF-8 is replaced.
std::string json_text(const nlohmann::ordered_json& value);
/// JSON escaped for a script element, which it cannot end.
std::string json_in_script(const nlohmann::ordered_json& value);

/// A public page.
struct Page {
  std::string path;                                       // path of this page
  std::string name;                                       // name of the association
  std::string title;                                      // heading; the name if empty
  std::string about;                                      // for search engines
  std::vector<std::pair<std::string, std::string>> menu;  // path and words
  std::string main;       // HTML below the heading, inserted as it is
  bool unlisted = false;  // search engines are told not to list it
};
/// The whole page, with its data for machines (schema.org).
type::v1::Document page_document(const type::v1::DocumentRequest& request, const Page& page,
                                 const nlohmann::ordered_json& data);

/// Validates lengths, the absence of line breaks and the coordinates. Error: `halle.bad_place`,
/// with the field.
Status check_place(const type::v1::Place& place);
/// The address in one line, parts separated by commas; empty if there is none.
std::string place_text(const type::v1::Place& place);
/// Converts millionths of a degree to degrees.
double degrees(std::int32_t millionths);
/// Adds `address` and `geo` to a schema.org object.
void add_place(const type::v1::Place& place, nlohmann::ordered_json& thing);
/// URL of an external map at this point.
std::string map_address(const type::v1::Point& point);

}  // namespace halle::sdk
