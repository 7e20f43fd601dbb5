#include "clew/model/wallet.h"

#include <gtest/gtest.h>

namespace clew::model {
namespace {

// The empty text and "abc": Keccak team's vectors for the padding of before FIPS 202. 200 bytes take two blocks.
TEST(Keccak256, GivesThePublishedDigests) {
  EXPECT_EQ(keccak256_hex(""), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  EXPECT_EQ(keccak256_hex("abc"), "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
}

// BIP 173 and BIP 350, the addresses of the main chain.
TEST(BitcoinFlaw, TakesTheAddressesOfTheSpecifications) {
  EXPECT_EQ(bitcoin_flaw("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"), std::nullopt);
  EXPECT_EQ(bitcoin_flaw("bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y"), std::nullopt);
  EXPECT_EQ(bitcoin_flaw("BC1SW50QGDZ25J"), std::nullopt);
  EXPECT_EQ(bitcoin_flaw("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"), std::nullopt);
  EXPECT_EQ(bitcoin_flaw("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), std::nullopt);  // of the first block
}

TEST(BitcoinFlaw, NamesTheRuleThatIsBroken) {
  EXPECT_EQ(bitcoin_flaw("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"), "the Base58Check checksum does not hold");
  EXPECT_EQ(bitcoin_flaw("1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a"), "a Base58 address has no \"0\"");
  EXPECT_EQ(bitcoin_flaw("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"), "the Bech32 checksum does not hold");
  // Version 1 with Bech32's own constant, and version 0 with Bech32m's: both are BIP 350's examples of what is refused.
  EXPECT_EQ(bitcoin_flaw("bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4"),
            "a Bech32 address has no \"o\"");
  EXPECT_EQ(bitcoin_flaw("bc1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd"),
            "the Bech32 checksum does not hold");
  EXPECT_EQ(bitcoin_flaw("BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P"), "a witness program of 16 bytes, 20 or 32 expected");
  EXPECT_EQ(bitcoin_flaw("bc1qW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"), "a Bech32 address of mixed case");
}

// EIP-55's own examples.
TEST(EthereumFlaw, ChecksTheCaseOfTheLetters) {
  EXPECT_EQ(ethereum_flaw("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), std::nullopt);
  EXPECT_EQ(ethereum_flaw("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"), std::nullopt);
  EXPECT_EQ(ethereum_flaw("0x52908400098527886E0F7030069857D2E4169EE7"), std::nullopt);
  EXPECT_EQ(ethereum_flaw("0xde709f2102306220921060314715629080e2fb77"), std::nullopt);
  EXPECT_TRUE(ethereum_flaw("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"));
}

}  // namespace
}  // namespace clew::model
