#pragma once

#include <string>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/file_system.hpp"
#include "whimbrel/cli/settings/environment.hpp"

namespace whimbrel::cli {

// What the program is connected to.
struct Streams {
  int input = 0;
  int output = 1;
  int error = 2;
};

// The whole program but for the process around it: reads the command line (`arguments` without the
// program's name), runs the verb, prints, and answers the exit code. Installs signal handlers while
// it runs. One at a time.
int run_program(const std::vector<std::string>& arguments, const Streams& streams,
                base::FileSystem& files, const base::Clock& clock, Environment::Lookup variables);

// The same for main(): this process's streams, files, clock and variables. Catches everything.
int run_main(int argc, const char* const* argv);

}  // namespace whimbrel::cli
