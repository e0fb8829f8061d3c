/** Whether this can name a variable of an environment. */
export function isVariable(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** Whether the rack itself gives a variable of this name to every process. */
export function isReserved(name: string): boolean {
  return /^(PORT|RACK_.*|SOURCE_VERSION)$/.test(name);
}
