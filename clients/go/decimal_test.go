package redleaf

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	redleafv1 "github.com/redleaf-exchange/redleaf/clients/go/gen/redleaf/v1"
)

func TestDecimalsBecomeMinorUnitsExactly(t *testing.T) {
	for _, one := range []struct {
		text  string
		scale uint32
		units int64
	}{
		{"100.50", 2, 10050}, {"100.5", 2, 10050}, {"100", 2, 10000}, {"0.01", 2, 1}, {"0", 9, 0}, {"-3.5", 1, -35},
		{"0.100000000", 1, 1}, {"9223372036854775807", 0, math.MaxInt64}, {"1", 9, 1_000_000_000},
	} {
		units, err := toMinorUnits(D(one.text), one.scale, "price")
		if err != nil || units != one.units {
			t.Errorf("%s at %d: got %d, %v", one.text, one.scale, units, err)
		}
	}
}

func TestWhatDoesNotFitIsRefusedNotRounded(t *testing.T) {
	for _, one := range []struct {
		value Decimal
		scale uint32
	}{
		{D("0.001"), 2}, {D("100.505"), 2}, {D("1.5"), 0}, {D("9223372036854775808"), 0}, {D("9223372036854775807"), 1},
		// They would fill the memory if they were written out.
		{decimal.New(1, math.MaxInt32), 9}, {decimal.New(1, math.MinInt32), 9},
	} {
		_, err := toMinorUnits(one.value, one.scale, "quantity")
		var failure *Error
		if !errors.As(err, &failure) || failure.Reason != FieldInvalid || failure.Field != "quantity" {
			t.Errorf("exponent %d at %d: got %v", one.value.Exponent(), one.scale, err)
		}
	}
}

func TestMinorUnitsComeBackAsTheyWere(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		units, scale := random.Int64()>>random.IntN(63), random.Uint32N(10)
		back, err := toMinorUnits(fromMinorUnits(units, scale), scale, "price")
		if err != nil || back != units {
			t.Fatalf("%d at %d: got %d, %v", units, scale, back, err)
		}
	}
}

func TestOnlyPlainNumbersAreRead(t *testing.T) {
	for _, text := range []string{"", "1e5", "+1", " 1", "1.", ".5", "1,5", "NaN", "0x10", "1_000", "99999999999999999999"} {
		if value, err := ParseDecimal(text); err == nil {
			t.Errorf("%q was read as %v", text, value)
		}
	}
}

func TestASumMayBeLargerThanAnInt64(t *testing.T) {
	acme := Instrument{&redleafv1.Instrument{QuantityScale: 8}}
	for digits, text := range map[string]string{
		"0":                       "0.00000000",
		"9223372036854775808":     "92233720368.54775808",
		"36028797018963964000000": "360287970189639.64000000",
		"-9223372036854775809":    "-92233720368.54775809",
	} {
		sum, err := acme.Sum(digits)
		if err != nil || sum.StringFixed(8) != text || acme.SumText(digits) != text {
			t.Errorf("%s: %v, %v", digits, sum, err)
		}
	}
	for _, digits := range []string{"", "1.5", "0x10", "many"} {
		if sum, err := acme.Sum(digits); err == nil || acme.SumText(digits) != digits {
			t.Errorf("%q was read as %v", digits, sum)
		}
	}
}
