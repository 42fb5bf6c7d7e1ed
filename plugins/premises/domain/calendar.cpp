#include "plugins/premises/domain/calendar.hpp"

namespace halle::premises {

std::string entry_title(bool may_know, bool sees_all, bool asked, const std::string& association,
                        const std::string& title, bool english) {
  if (!may_know) return english ? "Taken" : "Occupé";
  std::string text = title.empty() ? association
                     : sees_all    ? association + (english ? ": " : " : ") + title
                                   : title;
  if (asked) text += english ? " (asked for)" : " (demandé)";
  return text;
}

}  // namespace halle::premises
