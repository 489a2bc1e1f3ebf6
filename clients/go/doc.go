// Package redleaf is the Go SDK of Redleaf Exchange: orders, live books, and executions that are neither missed nor
// repeated, over gRPC.
//
// Prices and quantities are exact decimals where you write them ([Order], [Change]) and integers in the
// instrument's minor units where the exchange sends them; [Instrument] converts both ways.
//
// Whatever the SDK does not wrap is there as a generated client in the fields of [Client], with the same token, time
// limit and errors.
package redleaf
