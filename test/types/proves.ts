/** A statement about the types, which `npm run typecheck` proves; nothing of it ever runs. */
export function proves(_statement: string, _proof: () => void): void {}
