"""The enums and the errors are those of the contract."""

from enum import IntEnum

import pytest

from redleaf import enums, errors
from redleaf.v1 import (
    error_pb2,
    execution_pb2,
    history_pb2,
    instrument_pb2,
    market_data_pb2,
    market_data_service_pb2,
    order_pb2,
)


@pytest.mark.parametrize(
    ("ours", "contract", "prefix"),
    [
        (enums.Side, order_pb2.Side, "SIDE_"),
        (enums.OrderType, order_pb2.OrderType, "ORDER_TYPE_"),
        (enums.TimeInForce, order_pb2.TimeInForce, "TIME_IN_FORCE_"),
        (enums.OrderStatus, order_pb2.OrderStatus, "ORDER_STATUS_"),
        (enums.CancelReason, order_pb2.CancelReason, "CANCEL_REASON_"),
        (enums.ExecType, execution_pb2.ExecType, "EXEC_TYPE_"),
        (enums.TradingStatus, instrument_pb2.TradingStatus, "TRADING_STATUS_"),
        (enums.SortOrder, history_pb2.SortOrder, "SORT_ORDER_"),
        (
            enums.MarketDataChannel,
            market_data_service_pb2.MarketDataChannel,
            "MARKET_DATA_CHANNEL_",
        ),
    ],
)
def test_enums(ours: type[IntEnum], contract: type[order_pb2.Side], prefix: str) -> None:
    assert {f"{prefix}{each.name}": each.value for each in ours} == dict(contract.items())


def test_candle_intervals() -> None:
    assert [each.value for each in enums.CandleInterval] == list(market_data_pb2.CandleInterval.values())


def test_a_value_of_a_newer_exchange_is_kept() -> None:
    assert enums.OrderStatus(77).name == "UNKNOWN_77"
    assert enums.OrderStatus(77) == 77


def test_every_reason_has_an_error_of_its_name() -> None:
    for name in dict(error_pb2.ErrorReason.items()):
        reason = name.removeprefix("ERROR_REASON_")
        if reason == "UNSPECIFIED":
            continue
        kind = errors.class_of_reason(reason)
        assert kind is not None, reason
        expected = "InternalFault" if reason == "INTERNAL" else reason.title().replace("_", "")
        assert kind.__name__ == expected
