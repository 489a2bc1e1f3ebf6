package redleaf

import redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"

// The enums of the contract, under short names.
type (
	// Side is which way an order trades.
	Side = redleafv1.Side
	// OrderType is how an order is priced.
	OrderType = redleafv1.OrderType
	// TimeInForce is how long an order stays.
	TimeInForce = redleafv1.TimeInForce
	// OrderStatus is where an order is in its life.
	OrderStatus = redleafv1.OrderStatus
	// CancelReason is why the quantity that had not traded was canceled.
	CancelReason = redleafv1.CancelReason
	// ExecType is what an execution report tells.
	ExecType = redleafv1.ExecType
	// Channel is what a market data subscription is about.
	Channel = redleafv1.MarketDataChannel
	// CandleInterval is how long the periods of candles are.
	CandleInterval = redleafv1.CandleInterval
)

// The values of the enums.
const (
	Buy  = redleafv1.Side_SIDE_BUY
	Sell = redleafv1.Side_SIDE_SELL

	Limit  = redleafv1.OrderType_ORDER_TYPE_LIMIT
	Market = redleafv1.OrderType_ORDER_TYPE_MARKET

	GoodTillCanceled  = redleafv1.TimeInForce_TIME_IN_FORCE_GTC
	ImmediateOrCancel = redleafv1.TimeInForce_TIME_IN_FORCE_IOC
	FillOrKill        = redleafv1.TimeInForce_TIME_IN_FORCE_FOK
	GoodTillDate      = redleafv1.TimeInForce_TIME_IN_FORCE_GTD

	New             = redleafv1.OrderStatus_ORDER_STATUS_NEW
	PartiallyFilled = redleafv1.OrderStatus_ORDER_STATUS_PARTIALLY_FILLED
	Filled          = redleafv1.OrderStatus_ORDER_STATUS_FILLED
	Canceled        = redleafv1.OrderStatus_ORDER_STATUS_CANCELED
	Rejected        = redleafv1.OrderStatus_ORDER_STATUS_REJECTED
	Expired         = redleafv1.OrderStatus_ORDER_STATUS_EXPIRED

	CancelRequested         = redleafv1.CancelReason_CANCEL_REASON_REQUESTED
	CancelImmediateOrCancel = redleafv1.CancelReason_CANCEL_REASON_IMMEDIATE_OR_CANCEL
	CancelFillOrKill        = redleafv1.CancelReason_CANCEL_REASON_FILL_OR_KILL
	CancelPostOnly          = redleafv1.CancelReason_CANCEL_REASON_POST_ONLY
	CancelExpired           = redleafv1.CancelReason_CANCEL_REASON_EXPIRED

	ExecNew      = redleafv1.ExecType_EXEC_TYPE_NEW
	ExecTrade    = redleafv1.ExecType_EXEC_TYPE_TRADE
	ExecCanceled = redleafv1.ExecType_EXEC_TYPE_CANCELED
	ExecReplaced = redleafv1.ExecType_EXEC_TYPE_REPLACED

	ChannelBestBidOffer = redleafv1.MarketDataChannel_MARKET_DATA_CHANNEL_BEST_BID_OFFER
	ChannelOrderBook    = redleafv1.MarketDataChannel_MARKET_DATA_CHANNEL_ORDER_BOOK
	ChannelTrades       = redleafv1.MarketDataChannel_MARKET_DATA_CHANNEL_TRADES
	ChannelCandles      = redleafv1.MarketDataChannel_MARKET_DATA_CHANNEL_CANDLES
	ChannelStatistics   = redleafv1.MarketDataChannel_MARKET_DATA_CHANNEL_STATISTICS
	ChannelInstruments  = redleafv1.MarketDataChannel_MARKET_DATA_CHANNEL_INSTRUMENTS

	Candle1Second   = redleafv1.CandleInterval_CANDLE_INTERVAL_1_SECOND
	Candle5Seconds  = redleafv1.CandleInterval_CANDLE_INTERVAL_5_SECONDS
	Candle1Minute   = redleafv1.CandleInterval_CANDLE_INTERVAL_1_MINUTE
	Candle5Minutes  = redleafv1.CandleInterval_CANDLE_INTERVAL_5_MINUTES
	Candle15Minutes = redleafv1.CandleInterval_CANDLE_INTERVAL_15_MINUTES
	Candle1Hour     = redleafv1.CandleInterval_CANDLE_INTERVAL_1_HOUR
	Candle1Day      = redleafv1.CandleInterval_CANDLE_INTERVAL_1_DAY
)
