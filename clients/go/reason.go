package redleaf

// Reason is why the exchange refused a request: the name of an ErrorReason of the contract without its prefix.
// Each is an error too, for [errors.Is]. A newer exchange may send one that is not listed here.
type Reason string

func (r Reason) Error() string { return string(r) }

// The reasons of the contract, whose comments are there in full.
const (
	// FieldRequired: a field that must be set is not.
	FieldRequired Reason = "FIELD_REQUIRED"
	// FieldInvalid: a field is not of the form its documentation asks for, or has an enum value that this exchange does not know.
	FieldInvalid Reason = "FIELD_INVALID"
	// FieldOutOfRange: a number is outside its bounds, which are in the metadata as `min` and `max`.
	FieldOutOfRange Reason = "FIELD_OUT_OF_RANGE"
	// PriceOffTick: a price is not a multiple of `tick_size`, which is in the metadata.
	PriceOffTick Reason = "PRICE_OFF_TICK"
	// QuantityOffLot: a quantity is not a multiple of `lot_size`, which is in the metadata.
	QuantityOffLot Reason = "QUANTITY_OFF_LOT"
	// MessageMalformed: the message cannot be read: cut short, not UTF-8, not of its type.
	MessageMalformed Reason = "MESSAGE_MALFORMED"
	// MessageTooLarge: the message is larger than the exchange takes.
	MessageTooLarge Reason = "MESSAGE_TOO_LARGE"
	// UnknownInstrument: there is no such instrument.
	UnknownInstrument Reason = "UNKNOWN_INSTRUMENT"
	// UnknownOrder: the caller has no such order, or it is not open any more.
	UnknownOrder Reason = "UNKNOWN_ORDER"
	// DuplicateClientOrderID: the caller has used this `client_order_id` for another order; the `order_id` it named is in the metadata.
	DuplicateClientOrderID Reason = "DUPLICATE_CLIENT_ORDER_ID"
	// DuplicateInstrument: there is an instrument with this `instrument_id`.
	DuplicateInstrument Reason = "DUPLICATE_INSTRUMENT"
	// DuplicateSymbol: there is an instrument with this `symbol`.
	DuplicateSymbol Reason = "DUPLICATE_SYMBOL"
	// DuplicateParty: there is a party with this `party_id`.
	DuplicateParty Reason = "DUPLICATE_PARTY"
	// CredentialsInvalid: the party or its password is wrong.
	CredentialsInvalid Reason = "CREDENTIALS_INVALID"
	// TokenMissing: the call needs the header `authorization: Bearer TOKEN`.
	TokenMissing Reason = "TOKEN_MISSING"
	// TokenInvalid: the token was never given out, has ended, or its session is over.
	TokenInvalid Reason = "TOKEN_INVALID"
	// AdminRequired: the call is for administrators.
	AdminRequired Reason = "ADMIN_REQUIRED"
	// TooManyRequests: the caller, or all callers together, have as many requests, or bytes of them, waiting as they may.
	TooManyRequests Reason = "TOO_MANY_REQUESTS"
	// TooManyOpenOrders: the caller, or the whole exchange, has as many open orders as it may.
	TooManyOpenOrders Reason = "TOO_MANY_OPEN_ORDERS"
	// TooManySubscriptions: the caller, or all callers together, have as many streams open as they may.
	TooManySubscriptions Reason = "TOO_MANY_SUBSCRIPTIONS"
	// TooManyInstruments: the exchange has as many instruments as it may.
	TooManyInstruments Reason = "TOO_MANY_INSTRUMENTS"
	// TooManyParties: the exchange has as many parties as it may.
	TooManyParties Reason = "TOO_MANY_PARTIES"
	// SlowConsumer: the client read a stream too slowly, and nothing has what it missed.
	SlowConsumer Reason = "SLOW_CONSUMER"
	// ResumeTooOld: what followed that sequence is not kept any more, in memory or in a file; `oldest_sequence` in the metadata is the oldest to resume from.
	ResumeTooOld Reason = "RESUME_TOO_OLD"
	// ResumeInFuture: that sequence has not happened yet; `sequence` in the metadata is the last.
	ResumeInFuture Reason = "RESUME_IN_FUTURE"
	// JournalUnavailable: the journal cannot be written.
	JournalUnavailable Reason = "JOURNAL_UNAVAILABLE"
	// ShuttingDown: the exchange is stopping.
	ShuttingDown Reason = "SHUTTING_DOWN"
	// InternalFault: a fault of the exchange; the log has it.
	InternalFault Reason = "INTERNAL"
	// UnknownSession: the exchange sends no multicast datagrams of this session; `session` in the metadata is the one of those that it sends, empty when it sends none.
	UnknownSession Reason = "UNKNOWN_SESSION"
	// UnknownParty: there is no party with this `party_id`.
	UnknownParty Reason = "UNKNOWN_PARTY"
	// PartyStoreUnavailable: passwords or sessions cannot be written: MongoDB is down, or the disk is full.
	PartyStoreUnavailable Reason = "PARTY_STORE_UNAVAILABLE"
	// HistoryOff: the exchange keeps no history: it runs with HISTORY=false.
	HistoryOff Reason = "HISTORY_OFF"
	// EpochMismatch: the sequence to resume from is of another epoch: the exchange was restored or rebuilt since, and goes on from another history.
	EpochMismatch Reason = "EPOCH_MISMATCH"
	// LoginDelayed: too many wrong passwords came from the caller's address, or for this party.
	LoginDelayed Reason = "LOGIN_DELAYED"
	// CompressionUnknown: the request is compressed with something else than gzip, which is the only compression that the exchange reads.
	CompressionUnknown Reason = "COMPRESSION_UNKNOWN"
	// HistoryUnavailable: what is no longer in memory (history, datagrams, older entries of a stream) cannot be read at the moment.
	HistoryUnavailable Reason = "HISTORY_UNAVAILABLE"
	// UnknownStream: no stream of market data with this `stream_id` is open here: it has ended.
	UnknownStream Reason = "UNKNOWN_STREAM"
	// PartiesNotPublic: what others have is not shown here: PUBLIC_PARTIES is off, and the caller is no administrator.
	PartiesNotPublic Reason = "PARTIES_NOT_PUBLIC"
	// PartyDisabled: the password is right, but an administrator has disabled the party.
	PartyDisabled Reason = "PARTY_DISABLED"
	// UnknownLoginSession: no login session with this `session_id` is open.
	UnknownLoginSession Reason = "UNKNOWN_LOGIN_SESSION"
)
