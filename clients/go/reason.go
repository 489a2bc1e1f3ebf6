package redleaf

// Reason is why the exchange refused a request: the name of an ErrorReason of the contract without its prefix.
// Each is also an error, for [errors.Is]. A newer exchange may send a reason that is not listed here.
type Reason string

func (r Reason) Error() string { return string(r) }

// The reasons of the contract. docs/ERRORS.md says what to do about each.
const (
	// FieldRequired: a required field is missing.
	FieldRequired Reason = "FIELD_REQUIRED"
	// FieldInvalid: a field does not have the documented form, or has an enum value that this exchange does not know.
	FieldInvalid Reason = "FIELD_INVALID"
	// FieldOutOfRange: a number is outside its bounds. Metadata: `min`, `max`.
	FieldOutOfRange Reason = "FIELD_OUT_OF_RANGE"
	// PriceOffTick: a price is not a multiple of `tick_size`. Metadata: `tick_size`.
	PriceOffTick Reason = "PRICE_OFF_TICK"
	// QuantityOffLot: a quantity is not a multiple of `lot_size`. Metadata: `lot_size`.
	QuantityOffLot Reason = "QUANTITY_OFF_LOT"
	// MessageMalformed: the message cannot be decoded.
	MessageMalformed Reason = "MESSAGE_MALFORMED"
	// MessageTooLarge: the message is larger than the exchange accepts.
	MessageTooLarge Reason = "MESSAGE_TOO_LARGE"
	// UnknownInstrument: there is no such instrument.
	UnknownInstrument Reason = "UNKNOWN_INSTRUMENT"
	// UnknownOrder: the caller has no such order, or the order is not open.
	UnknownOrder Reason = "UNKNOWN_ORDER"
	// DuplicateClientOrderID: the caller has used this `client_order_id` for a different order. Metadata: `order_id` of that order.
	DuplicateClientOrderID Reason = "DUPLICATE_CLIENT_ORDER_ID"
	// DuplicateInstrument: an instrument with this `instrument_id` exists.
	DuplicateInstrument Reason = "DUPLICATE_INSTRUMENT"
	// DuplicateSymbol: an instrument with this `symbol` exists.
	DuplicateSymbol Reason = "DUPLICATE_SYMBOL"
	// DuplicateParty: a party with this `party_id` exists.
	DuplicateParty Reason = "DUPLICATE_PARTY"
	// CredentialsInvalid: the party or its password is wrong.
	CredentialsInvalid Reason = "CREDENTIALS_INVALID"
	// TokenMissing: the call needs the header `authorization: Bearer TOKEN`.
	TokenMissing Reason = "TOKEN_MISSING"
	// TokenInvalid: the token is unknown or expired, or its session has ended.
	TokenInvalid Reason = "TOKEN_INVALID"
	// AdminRequired: only an administrator may make this call.
	AdminRequired Reason = "ADMIN_REQUIRED"
	// TooManyRequests: the caller, or all callers together, have the maximum of unanswered requests or of their bytes.
	TooManyRequests Reason = "TOO_MANY_REQUESTS"
	// TooManyOpenOrders: the caller, or the exchange, has the maximum of open orders.
	TooManyOpenOrders Reason = "TOO_MANY_OPEN_ORDERS"
	// TooManySubscriptions: the caller, or all callers together, have the maximum of open streams.
	TooManySubscriptions Reason = "TOO_MANY_SUBSCRIPTIONS"
	// TooManyInstruments: the exchange has the maximum of instruments.
	TooManyInstruments Reason = "TOO_MANY_INSTRUMENTS"
	// TooManyParties: the exchange has the maximum of parties.
	TooManyParties Reason = "TOO_MANY_PARTIES"
	// SlowConsumer: the client read a stream too slowly, and the entries that it missed are not stored.
	SlowConsumer Reason = "SLOW_CONSUMER"
	// ResumeTooOld: the entries after this sequence are no longer stored. Metadata: `oldest_sequence`, the oldest sequence to resume from.
	ResumeTooOld Reason = "RESUME_TOO_OLD"
	// ResumeInFuture: this sequence does not exist yet. Metadata: `sequence`, the last one.
	ResumeInFuture Reason = "RESUME_IN_FUTURE"
	// JournalUnavailable: the exchange cannot write its journal. The command was not executed.
	JournalUnavailable Reason = "JOURNAL_UNAVAILABLE"
	// ShuttingDown: the exchange is stopping.
	ShuttingDown Reason = "SHUTTING_DOWN"
	// InternalFault: a fault in the exchange. Its log has the details.
	InternalFault Reason = "INTERNAL"
	// UnknownSession: the exchange sends no multicast datagrams of this session. Metadata: `session`, the current one, or empty.
	UnknownSession Reason = "UNKNOWN_SESSION"
	// UnknownParty: there is no party with this `party_id`.
	UnknownParty Reason = "UNKNOWN_PARTY"
	// PartyStoreUnavailable: passwords or sessions cannot be written, because MongoDB is down or the disk is full.
	PartyStoreUnavailable Reason = "PARTY_STORE_UNAVAILABLE"
	// HistoryOff: the exchange keeps no history, because it runs with HISTORY=false.
	HistoryOff Reason = "HISTORY_OFF"
	// EpochMismatch: the sequence to resume from belongs to another epoch, because the exchange was restored or rebuilt. Metadata: `epoch`, the current one.
	EpochMismatch Reason = "EPOCH_MISMATCH"
	// LoginDelayed: too many wrong passwords came from this address, or for this party.
	LoginDelayed Reason = "LOGIN_DELAYED"
	// CompressionUnknown: the request has a compression other than gzip.
	CompressionUnknown Reason = "COMPRESSION_UNKNOWN"
	// HistoryUnavailable: older entries, which are not in memory, cannot be read at the moment.
	HistoryUnavailable Reason = "HISTORY_UNAVAILABLE"
	// UnknownStream: no market data stream with this `stream_id` is open.
	UnknownStream Reason = "UNKNOWN_STREAM"
	// PartiesNotPublic: only administrators may see data of other parties, because PUBLIC_PARTIES is off.
	PartiesNotPublic Reason = "PARTIES_NOT_PUBLIC"
	// PartyDisabled: the password is right, but an administrator has disabled the party.
	PartyDisabled Reason = "PARTY_DISABLED"
	// UnknownLoginSession: no login session with this `session_id` is open.
	UnknownLoginSession Reason = "UNKNOWN_LOGIN_SESSION"
	// ClockNotManual: the exchange follows the time of the system: it runs with CLOCK=system.
	ClockNotManual Reason = "CLOCK_NOT_MANUAL"
)
