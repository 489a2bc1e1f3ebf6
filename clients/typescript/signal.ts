/** Wakes those who wait. Raised while nobody waits, it is kept for the next who does. */
export class Signal {
  #raised = false;
  #wake: (() => void)[] = [];

  raise(): void {
    if (this.#wake.length === 0) this.#raised = true;
    for (const wake of this.#wake.splice(0)) wake();
  }

  async wait(): Promise<void> {
    if (this.#raised) {
      this.#raised = false;
      return;
    }
    await new Promise<void>((resolve) => this.#wake.push(resolve));
  }
}
