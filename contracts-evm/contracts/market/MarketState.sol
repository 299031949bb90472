// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PredictionMarket} from "../incentives/PredictionMarket.sol";
import {Sessions} from "../trainer/Sessions.sol";

/// @dev Where the scoring is.
/// @param entry Nonce of the entry of contributions that is being taken.
/// @param item Where in it the present contribution begins.
/// @param piece Nonce of the piece of the next prediction.
/// @param test Where in it that prediction's sample begins. At the first one, the contribution has not been learned yet.
/// @param correct Right predictions so far: of the model before the market, or since the contribution was learned.
/// @param before Right predictions before it was learned.
/// @param baseline Right predictions of the model before the market.
/// @param end Nonce after the last piece's.
/// @param contributor In the leaving and the paying pass, whose turn it is.
/// @param anyLeft Whether anyone has left in this pass.
/// @param sum Of the gains of those in.
/// @param unit What a sample gained is paid at most, as far as those who lost can pay for it; the greatest number if nobody
/// lost.
struct Position {
    uint8 pass;
    uint32 entry;
    uint32 item;
    uint32 piece;
    uint32 test;
    uint32 correct;
    uint32 before;
    uint32 baseline;
    uint32 end;
    uint32 contributor;
    bool anyLeft;
    int64 sum;
    uint128 unit;
}

/// @title All storage that the operations of a market see
/// @dev It comes first in the storage of the trainers that delegate to them.
abstract contract MarketState is Sessions, PredictionMarket {
    Position internal _position;
}
