"""The first order: PARTY_ID=alice PASSWORD=alice-demo python first_order.py"""

import os
import sys

from redleaf import Redleaf, RedleafError, Side

url = os.environ.get("REDLEAF_URL", "http://127.0.0.1:8000")
try:
    with Redleaf(url, os.environ["PARTY_ID"], os.environ["PASSWORD"]) as exchange:
        order = exchange.place("ACME", Side.BUY, quantity=10)
        print(f"bought {order.cum_quantity} of {order.instrument.symbol}")
        for fill in order.fills:
            print(f"{fill.quantity} at {fill.price}")
except RedleafError as error:
    sys.exit(str(error))
