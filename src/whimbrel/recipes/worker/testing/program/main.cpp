#include "whimbrel/recipes/worker/jq_worker.hpp"

int main() { return whimbrel::recipes::run_jq_worker(0, 1); }
