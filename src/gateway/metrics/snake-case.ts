/** The form of Prometheus's names: `arriving_bytes` for `arrivingBytes`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
