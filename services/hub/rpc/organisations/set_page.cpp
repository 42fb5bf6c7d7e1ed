#include <algorithm>
#include <set>

#include "core/base/text/text.hpp"
#include "core/sdk/documents/document.hpp"
#include "services/hub/domain/emails.hpp"
#include "services/hub/domain/opening.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/pages.hpp"

namespace halle::hub {
namespace {
constexpr std::size_t longest_text = 4000;
constexpr std::size_t most_openings = 30;

bool is_telephone(const std::string& text) {
  return text.size() <= 30 &&
         std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) >=
             4 &&
         text.find_first_not_of("0123456789 +.()-/") == std::string::npos;
}

/// By day and time, each once.
Result<std::vector<std::string>> openings_of(const v1::Page& page) {
  std::set<std::tuple<int, std::string, std::string>> sorted;
  for (const auto& given : page.opening_times())
    sorted.emplace(given.day(), given.opens(), given.closes());
  std::vector<std::string> texts;
  for (const auto& [day, opens, closes] : sorted) {
    auto text = opening_text({day, opens, closes});
    if (!text || sorted.size() > most_openings)
      return bad_field("opening_times", "hub.bad_opening_time", opens + "-" + closes);
    texts.push_back(std::move(*text));
  }
  return texts;
}
}  // namespace

Result<v1::Page> Organisations::get_page(sdk::Call& call, const v1::GetPageRequest& /*request*/) {
  HALLE_TRY(stored, store::page(call));
  return stored.page;
}

Result<v1::Page> Organisations::set_page(sdk::Call& call, const v1::SetPageRequest& request) {
  v1::Page page = request.page();
  for (const auto& [field, text] :
       {std::pair<const char*, std::string*>{"what", page.mutable_what()},
        {"opening", page.mutable_opening()},
        {"joining", page.mutable_joining()}}) {
    *text = trim(*text);
    if (!is_plain_prose(*text, longest_text)) return bad_field(field, "hub.bad_text");
  }
  if (page.published() && page.what().empty()) return bad_field("what", "hub.page_empty");
  HALLE_CHECK(sdk::check_place(page.place()));
  HALLE_TRY(openings, openings_of(page));
  HALLE_TRY(before, store::page(call));
  // One that was published under a former rule stays.
  if (!page.email().empty() && page.email() != before.page.email()) {
    HALLE_TRY(email, read_email(page.email()));
    page.set_email(email);
  }
  page.set_telephone(trim(page.telephone()));
  if (!page.telephone().empty() && !is_telephone(page.telephone()))
    return bad_field("telephone", "hub.bad_telephone", page.telephone());
  HALLE_CHECK(store::set_page(call, page, openings));
  HALLE_TRY(stored, store::page(call));
  return stored.page;
}

}  // namespace halle::hub
