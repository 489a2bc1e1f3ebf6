package redleaf

import (
	"fmt"
	"math/big"
	"regexp"

	"connectrpc.com/connect"
	"github.com/shopspring/decimal"
)

// Decimal is an exact decimal number: a price or a quantity as people write it.
type Decimal = decimal.Decimal

// No number of the exchange is longer.
var writtenDecimal = regexp.MustCompile(`^-?[0-9]{1,19}(\.[0-9]{1,19})?$`)

// ParseDecimal reads a number such as 100.50, without an exponent.
func ParseDecimal(text string) (Decimal, error) {
	if !writtenDecimal.MatchString(text) {
		return Decimal{}, fmt.Errorf("redleaf: %q is not a decimal number such as 12.5", text)
	}
	return decimal.NewFromString(text)
}

// D is a decimal that is written in the program: D("100.50"). It panics when the text is no number; use
// [ParseDecimal] for what comes from outside.
func D(text string) Decimal {
	value, err := ParseDecimal(text)
	if err != nil {
		panic(err)
	}
	return value
}

// fromMinorUnits: 10050 at scale 2 is 100.50.
func fromMinorUnits(units int64, scale uint32) Decimal {
	return decimal.New(units, -int32(scale))
}

// toMinorUnits is exact: a number with more places than the scale is refused, never rounded.
func toMinorUnits(value Decimal, scale uint32, field string) (int64, error) {
	refused := func(why string) error {
		return &Error{Code: connect.CodeInvalidArgument, Reason: FieldInvalid, Field: field, Message: why}
	}
	coefficient, exponent := value.Coefficient(), int64(value.Exponent())+int64(scale)
	if coefficient.Sign() == 0 {
		return 0, nil
	}
	digits := int64(value.NumDigits())
	switch {
	case digits+exponent > 19:
		return 0, refused("the number is larger than any exchange takes")
	case -exponent >= digits:
		return 0, refused(fmt.Sprintf("at most %d decimal places are possible here", scale))
	case exponent >= 0:
		coefficient.Mul(coefficient, power(exponent))
	default:
		rest := new(big.Int)
		if coefficient.QuoRem(coefficient, power(-exponent), rest); rest.Sign() != 0 {
			return 0, refused(fmt.Sprintf("%s has more than %d decimal places", value, scale))
		}
	}
	if !coefficient.IsInt64() {
		return 0, refused("the number is larger than any exchange takes")
	}
	return coefficient.Int64(), nil
}

func power(exponent int64) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(exponent), nil)
}
