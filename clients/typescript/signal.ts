/** Wakes waiting callers. If none waits, the next one does not wait. */
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
