#include "whimbrel/cli/application.hpp"

int main(int argc, char** argv) { return whimbrel::cli::run_main(argc, argv); }
