from decimal import Decimal

from redleaf import Instrument, TradingStatus

ACME = Instrument(
    instrument_id=1,
    symbol="ACME",
    description="",
    price_scale=2,
    quantity_scale=0,
    tick_size=Decimal("0.01"),
    lot_size=Decimal(1),
    max_price=Decimal(1_000_000),
    max_quantity=Decimal(1_000_000),
    trading_status=TradingStatus.OPEN,
)
