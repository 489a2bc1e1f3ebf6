/** A listener with the seed's rules: it adds up quantities in datagrams, and does not know orders. */
export class SeedListener {
  readonly #levels = new Map<string, number>();

  take(datagram: Uint8Array): void {
    const message = JSON.parse(Buffer.from(datagram).toString());
    const { type, price_cents } = message;
    if (type === 'ORDER' && message.order_type === 'GTC') {
      this.#add(message.side, price_cents, message.remaining_quantity);
    } else if (type === 'TRADE') {
      this.#add(message.maker_is_buyer ? 'BUY' : 'SELL', price_cents, -message.quantity);
    } else if (type === 'CANCEL' && 'price_cents' in message && 'side' in message) {
      this.#levels.delete(`${message.side} ${price_cents}`);
    }
  }

  /** Price levels with their quantities, such as `BUY 100: 7`. */
  get book(): string[] {
    return linesOf(this.#levels);
  }

  #add(side: string, price: number, quantity: number): void {
    const level = `${side} ${price}`;
    this.#levels.set(level, Math.max(0, (this.#levels.get(level) ?? 0) + quantity));
  }
}

export function linesOf(levels: ReadonlyMap<string, number>): string[] {
  return Array.from(levels)
    .filter(([, quantity]) => quantity > 0)
    .map(([level, quantity]) => `${level}: ${quantity}`)
    .sort();
}
