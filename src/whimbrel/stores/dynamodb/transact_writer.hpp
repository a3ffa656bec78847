#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/dynamodb/item_writer.hpp"
#include "whimbrel/stores/dynamodb/store_context.hpp"
#include "whimbrel/stores/dynamodb/table_catalogue.hpp"
#include "whimbrel/stores/item_write.hpp"

namespace whimbrel::stores::dynamodb {

// Where the writes of a round (write_rounds.hpp) are cut so that each piece fits one transaction:
// whole groups, up to 100 writes and 4 MB. A group that is alone in its piece may be larger. Gives
// where each piece begins, and the end.
std::vector<std::size_t> transaction_pieces(std::span<const ItemWrite> writes);

// Performs many guarded writes in one TransactWriteItems. Where that is refused, the groups that a
// reason names are written by themselves, and the others together again; where no reason names any,
// each half by itself. So each group fares as if it had been written alone. One thread, with a
// connection of its own.
class TransactWriter {
 public:
  // All must outlive it.
  TransactWriter(const StoreContext& context, TableCatalogue& catalogue, ItemWriter& alone)
      : catalogue_(catalogue), client_(context.make_client()), alone_(alone) {}

  // A piece as transaction_pieces() makes them; sets the outcome of each write.
  base::Status write(std::span<const ItemWrite> piece, std::span<WriteOutcome> outcomes);

 private:
  // A group of the piece.
  struct Group {
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  using Groups = std::span<const Group>;

  base::Status write_alone(const Group& group);
  base::Status write_together(Groups groups);
  base::Status write_halves(Groups groups);
  // "" when the groups do not fit one transaction.
  base::Result<std::string> body_of(Groups groups);
  // Which groups the reasons of a cancelled transaction name.
  static std::vector<bool> named_by(const DynamoDbError& error, Groups groups);

  TableCatalogue& catalogue_;
  DynamoDbClient client_;
  ItemWriter& alone_;
  std::span<const ItemWrite> writes_;
  std::span<WriteOutcome> outcomes_;
};

}  // namespace whimbrel::stores::dynamodb
