// halle-pictures: draws the foreign picture at stdin anew, in a process of its own (core/apart),
// and answers a JPEG.

#include "core/apart/apart.hpp"
#include "core/pictures/picture.hpp"

int main() {
  halle::apart::confine({std::size_t{640} << 20, std::chrono::seconds(5)});
  return halle::apart::answer(
      halle::pictures::redraw(halle::apart::read_input(halle::pictures::max_bytes)));
}
