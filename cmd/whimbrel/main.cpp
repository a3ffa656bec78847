#include <malloc.h>

#include "whimbrel/cli/application.hpp"

namespace {

// glibc gives each thread a heap of its own, and what is freed in one is of no use to the others:
// with many short-lived threads the memory that a run takes would grow with their number.
constexpr int heaps_max = 3;

}  // namespace

int main(int argc, char** argv) {
  mallopt(M_ARENA_MAX, heaps_max);
  return whimbrel::cli::run_main(argc, argv);
}
