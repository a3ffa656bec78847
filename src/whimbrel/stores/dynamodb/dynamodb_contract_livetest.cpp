#include <gtest/gtest.h>

#include "whimbrel/stores/contract/contract_suite.hpp"
#include "whimbrel/stores/dynamodb/testing/local_store.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

// What is possible instead stands in dynamodb_store_livetest.cpp.
const std::vector<contract::Deviation> deviations{
    {"a_collection_knows_its_key_fields", "a table's key is one or two top-level attributes"},
    {"odd_names_work", "a table's name is of letters, digits, _ - and . only"},
    {"names_that_differ_in_case_are_two_collections",
     "DynamoDB Local, unlike DynamoDB, takes such names for one"},
    {"an_empty_text_is_a_key", "no key is an empty text"},
    {"keys_of_other_types_than_text_work", "all keys of a table are of one declared type"},
    {"an_index_may_be_of_inner_fields", "an index is of one or two top-level attributes"},
    {"collections_may_have_indexes_of_the_same_name",
     "it makes collections with the names that a table cannot have"},
    {"an_indexed_field_may_hold_anything", "DynamoDB refuses items that an index cannot hold"},
};

const bool registered =
    contract::register_contract_suite({"DynamoDb", testing::make_local_store, deviations}) &&
    contract::register_contract_suite(
        {"DynamoDbTransact", testing::make_transacting_local_store, deviations});

TEST(DynamoDbContractRegistration, is_done) { EXPECT_TRUE(registered); }

}  // namespace
}  // namespace whimbrel::stores::dynamodb
