/// Whether the checksum of a wallet address holds: one wrong letter makes it another's, or nobody's.
///
///     "bc1q…" --wallet_flaw--> nothing, or the rule that is broken
///
/// In:     an address of Bitcoin (Base58Check, Bech32, Bech32m) or of Ethereum and its kin (EIP-55), as written.
/// Out:    the flaw; nothing where the checksum holds, or where there is none (an Ethereum address in one case).
/// Errors: none. Cost: microseconds; keccak-256 for mixed case, two SHA-256 for Base58Check.
/// Source: Bitcoin's Base58Check, BIP 173, BIP 350, EIP-55, FIPS 202 (keccak with the padding of before the standard).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace clew::model {

std::optional<std::string> bitcoin_flaw(std::string_view address);
std::optional<std::string> ethereum_flaw(std::string_view address);

/// The 32 bytes, in 64 lower-case digits. Not SHA3-256, which pads differently.
std::string keccak256_hex(std::string_view bytes);

}  // namespace clew::model
