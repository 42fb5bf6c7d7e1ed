#pragma once
// Foreign files (sheets, pictures) are parsed by a separate, confined program, never in a node.
// This header has both sides: the program and its caller. Protocol: the program reads stdin to its
// end and writes to stdout one byte, 0 followed by the result, or 1 followed by a
// halle.type.v1.Error.

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace halle::apart {

/// Resource limits of the program.
struct Limits {
  std::size_t memory;  // bytes of address space
  std::chrono::seconds cpu;
};

/// Called by the program before it reads input: from then on this process has these limits, cannot
/// open or write files and cannot start processes.
void confine(const Limits& limits);
/// Reads stdin; of more than `most` bytes, the first `most` + 1.
std::string read_input(std::size_t most);
/// Writes the answer to stdout; returns the exit status for main().
int answer(const Result<std::string>& read);

/// The program, as its caller starts it.
struct Program {
  std::string path;
  std::chrono::milliseconds patience;  // wall-clock limit
  std::size_t most;                    // maximum size of its answer, bytes
};

/// Runs the program on an open file. It has an empty environment, no other descriptors and no new
/// privileges, and ends when the calling thread ends. Blocks. Errors: INVALID_ARGUMENT with the
/// reason that the program gives; `halle.command_failed`: it could not be started;
/// `halle.reader_broke`: it ended, or was killed for its limits, without a complete answer;
/// `halle.reader_late`: it exceeded its wall-clock or CPU time.
Result<std::string> ask(const Program& program, int file);
/// The same for bytes in memory.
Result<std::string> ask(const Program& program, std::string_view content);

}  // namespace halle::apart
